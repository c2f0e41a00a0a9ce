export { localModel, type Dtype, type LocalModelOptions } from './local/index.ts';
export { openaiModel, type OpenAIModelOptions, type ServerKind } from './openai/index.ts';
