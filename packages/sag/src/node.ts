export { jsonlTrajectoryStore, StoreError, type HalfLine, type JsonlTrajectoryStore } from '@agentd/ftp-sampler';
export { modelFolderSettings, type ModelFolderSettings, type SearchSettings } from './model-folder-settings.ts';
