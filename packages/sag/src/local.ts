export * from '@agentd/models/local';
