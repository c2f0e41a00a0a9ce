import { AgentdError } from '@agentd/agent-core';

/** A benchmark, a run, a scorer or a report that cannot be used; codes `evaluator/…`. */
export class EvaluatorError extends AgentdError {}
