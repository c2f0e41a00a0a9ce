export * from '@agentd/agent-core/testing';
export * from '@agentd/models/testing';
