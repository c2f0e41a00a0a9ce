export { localModel } from './local-model.ts';
export { type Dtype, type LocalModelOptions } from './options.ts';
