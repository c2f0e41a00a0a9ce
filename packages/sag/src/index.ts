export * from '@agentd/agent-core';
export { openaiModel, type OpenAIModelOptions } from '@agentd/models/openai';
export * from '@agentd/sag-decoder';
export { pyodideExecutor, type PyodideOptions } from '@agentd/sandbox/pyodide';
export type { AgentHandle } from './agent-handle.ts';
export { createAgent } from './create-agent.ts';
export type { CreateAgentOptions } from './create-agent-options.ts';
export { promptNamed, promptNames, type PromptName } from './prompts.ts';
