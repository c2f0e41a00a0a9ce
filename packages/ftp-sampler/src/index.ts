export { SamplerError } from './errors.ts';
export { firstThoughtPrefix } from './prefix/first-thought-prefix.ts';
export { samplerPresets, type SamplerPreset, type SamplerPresetSettings } from './sampling/presets.ts';
export type { SamplingProgress } from './sampling/progress.ts';
export {
  isRight,
  parseQuestionRecord,
  questionKind,
  questionRecordSchema,
  type QuestionRecord,
  type SampleRecord,
} from './sampling/question-record.ts';
export { sampleTrajectories, type SampleTrajectoriesOptions } from './sampling/sample-trajectories.ts';
export type { SamplingTasks } from './sampling/task-reader.ts';
export type { CotSource, SamplingSettings, SamplingTask } from './sampling/sampling-options.ts';
export {
  memorySamplingStore,
  openSamplingFolder,
  type SamplingFolder,
  type SamplingStore,
} from './sampling/sampling-store.ts';
export { jsonlStore, type HalfLine, type JsonlStore } from './store/jsonl-store.ts';
export { jsonlTrajectoryStore, type JsonlTrajectoryStore } from './store/jsonl-trajectory-store.ts';
export { chainsOfThoughtKind, trajectoryKind } from './store/record-kinds.ts';
export type { RecordHead, RecordKind, RecordStore, StoredRecord } from './store/record-store.ts';
export { StoreError } from './store/store-error.ts';
