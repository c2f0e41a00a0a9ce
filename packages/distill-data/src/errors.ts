import { AgentdError } from '@agentd/agent-core';

/** Data, a tokenizer or an output that cannot be used; codes `distill-data/…`. */
export class DistillDataError extends AgentdError {}
