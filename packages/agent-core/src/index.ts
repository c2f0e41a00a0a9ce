export { candidateFrom, effectiveToolCalls, withExecution } from './action.ts';
export type { AgentEvent } from './agent-events.ts';
export { type AgentOptions, type AgentRunOptions, type Task } from './agent-options.ts';
export { Agent, AgentRunError } from './agent.ts';
export {
  CHAINS_OF_THOUGHT_VERSION,
  chainsOfThoughtSchema,
  parseChainsOfThought,
  type ChainsOfThought,
} from './chains-of-thought.ts';
export { ChatTemplate, type RenderedConversation, type RenderTemplate } from './chat/chat-template.ts';
export { LiteralText } from './chat/literal-text.ts';
export { checkCompletionRequest, type CheckedCompletionRequest } from './completion-request.ts';
export { conversation } from './conversation.ts';
export {
  AgentdError,
  ExecutorError,
  InvalidInputError,
  ModelError,
  ToolError,
  type AgentdErrorOptions,
} from './errors.ts';
export type {
  Branch,
  CommitResult,
  ResetResult,
  ExecutionFault,
  ExecutionResult,
  ExecutionStatus,
  Executor,
  FinalAnswer,
  Isolation,
  OpenOptions,
  RunOptions,
  Session,
  ToolCall,
  ToolHost,
  ToolRequest,
} from './executor.ts';
export { GreedyDecoder, type GreedyDecoderOptions } from './greedy-decoder.ts';
export { canonicalJson, jsonObjectSchema, jsonValueSchema, type JsonObject, type JsonValue } from './json.ts';
export {
  sampleCompletions,
  type CallOptions,
  type ChatMessage,
  type Completion,
  type CompletionChunk,
  type CompletionRequest,
  type CompletionResult,
  type FinishReason,
  type LanguageModel,
  type ModelCapabilities,
  type SampleOptions,
  type SampleSummary,
} from './model.ts';
export { optionalPeer, type OptionalPeer } from './optional-peer.ts';
export { ACTION_STOP_STRINGS, END_OF_CODE, renderAction, THOUGHT_LABEL, type Action } from './parser/action-format.ts';
export { parseAction, type ParsedAction, type ParseOptions, type ParseRepair } from './parser/parse-action.ts';
export { parseVersioned, type VersionedForm } from './parse-versioned.ts';
export { agentPrompt, type AgentPromptOptions } from './prompts/agent.ts';
export { compactPrompt } from './prompts/compact.ts';
export { compactCotPrompt, cotPrompt, type CotPromptSet, type ShownPassage } from './prompts/cot.ts';
export type { ObservationInput, PromptSet } from './prompts/prompt-set.ts';
export { pythonLiteral, type PythonParameter } from './python-signature.ts';
export { seededRandom, type Random } from './random.ts';
export { recoverLatex } from './recover-latex.ts';
export type { Passage, Retriever, SearchOptions } from './retriever.ts';
export { outgrewContext, runToResult, type TaskRunner } from './run-to-result.ts';
export type { Score, Scorer } from './scorer.ts';
export { deriveSeed, hashText } from './seed.ts';
export {
  bootstrapMean,
  deviation,
  mean,
  quantile,
  wilson,
  type BootstrapOptions,
  type Interval,
} from './statistics.ts';
export type { DecodedStep, DecoderEvent, StepContext, StepDecoder } from './step-decoder.ts';
export { isFinished, type TrajectoryStore } from './store.ts';
export { StepToolHost } from './tool-host.ts';
export { tool, type Tool, type ToolDefinition, type ToolEffect } from './tool.ts';
export {
  candidateSchema,
  chatMessageSchema,
  parseTrajectory,
  stepSchema,
  TRAJECTORY_SCHEMA_VERSION,
  trajectorySchema,
  voteSchema,
  type Candidate,
  type Outcome,
  type Step,
  type Trajectory,
  type Vote,
} from './trajectory.ts';
export { truncateEnd, truncateMiddle } from './truncate.ts';
export { addUsage, noUsage, type Usage, usageSchema } from './usage.ts';
export { VERSION } from './version.ts';
