import { AgentdError } from '@agentd/agent-core';

/** Sampling that cannot begin or go on; codes `sampler/…`. */
export class SamplerError extends AgentdError {}
