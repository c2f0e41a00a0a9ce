import { AgentdError } from '@agentd/agent-core';

/** A trajectory file that cannot be opened, read or written; codes `store/…`. */
export class StoreError extends AgentdError {}
