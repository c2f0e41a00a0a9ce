export { llamaCppModel } from './llama-cpp-model.ts';
export { type LlamaCppModelOptions } from './options.ts';
