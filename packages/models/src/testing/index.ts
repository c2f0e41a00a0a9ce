export { openaiServer, type OpenAIServer, type OpenAIServerOptions } from './openai-server.ts';
