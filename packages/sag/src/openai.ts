export * from '@agentd/models/openai';
