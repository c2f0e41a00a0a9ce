export { localModel, type LocalModel } from './local-model.ts';
export { type PrefixSharing } from './open-decoder.ts';
export { type Dtype, type LocalModelOptions } from './options.ts';
