export { localModel, type LocalModel } from './local-model.ts';
export { type PrefixSharing } from './open-decoder.ts';
export { type DownloadProgress } from './hub/download-file.ts';
export { dtypes, type Dtype, type LocalModelOptions, type TemplateVariable } from './options.ts';
