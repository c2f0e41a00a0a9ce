export { type MergeConflict, type MergedJournals, mergeJournals } from './merge-journals.ts';
export { type EvaluationBenchmark, type EvaluationOptions, parseShard, type Shard } from './options.ts';
export { itemsOfShard } from './plan.ts';
export { type PaceOptions, paceModel } from './pace-model.ts';
export type { CellProgress, EvaluationProgress, EvaluationSummary, StoppedMethod } from './progress.ts';
export { type JournalContent, readJournal } from './read-journal.ts';
export type { JournalDamage } from './journal-lines.ts';
export { EVALUATION_RECORD_VERSION, type EvaluationRecord, evaluationRecordSchema } from './record.ts';
export { runEvaluation } from './run-evaluation.ts';
