import { AgentdError } from '@agentd/agent-core';

/** An index, a corpus, an embedder or a search service that cannot be used; codes `retriever/…`. */
export class RetrieverError extends AgentdError {}
