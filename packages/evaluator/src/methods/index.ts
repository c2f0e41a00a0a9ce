export { agentMethod } from './agent-method.ts';
export { agentSelfConsistency, type AgentSelfConsistencyOptions } from './agent-self-consistency.ts';
export { mathAnswers, qaAnswers, type AnswerRules } from './answer-rules.ts';
export { chainOfThoughtSelfConsistency, type SelfConsistencyOptions } from './chain-of-thought-self-consistency.ts';
export { chainOfThought, chainOfThoughtWithRetrieval, type SingleChainOfThoughtOptions } from './chain-of-thought.ts';
export type { ChainOfThoughtOptions, RetrievalOptions } from './cot-options.ts';
export { finalAnswerOf } from './final-answer.ts';
export type { Method, MethodAnswer, MethodOptions } from './method.ts';
export type { AgentMethodOptions } from './agent-parts.ts';
