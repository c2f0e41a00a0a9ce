export { llamaCppModel, type LlamaCppModelOptions } from './llama-cpp/index.ts';
export { localModel, type Dtype, type LocalModelOptions } from './local/index.ts';
export {
  openaiModel,
  type OpenAIModel,
  type OpenAIModelOptions,
  type Prices,
  type ServerKind,
  type ServerProfile,
  type UsageTotals,
} from './openai/index.ts';
