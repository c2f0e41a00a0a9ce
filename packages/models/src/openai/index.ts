export { openaiModel } from './openai-model.ts';
export { type OpenAIModelOptions, type ServerKind } from './options.ts';
