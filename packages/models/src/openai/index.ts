export { openaiModel, type OpenAIModel } from './openai-model.ts';
export { type OpenAIModelOptions } from './options.ts';
export { serverProfiles, type ServerKind, type ServerProfile } from './server-profiles.ts';
export { type Prices, type UsageTotals } from './usage-meter.ts';
