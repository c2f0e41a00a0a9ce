export * from '@agentd/models/llama-cpp';
