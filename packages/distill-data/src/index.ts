export { chainOfThoughtConversations, type ChainOfThoughtOptions } from './conversation/from-chains-of-thought.ts';
export { trainingConversation, type TrainingConversationOptions } from './conversation/from-trajectory.ts';
export {
  parseConversation,
  TRAINING_CONVERSATION_VERSION,
  trainingConversationSchema,
  type ConversationKind,
  type TrainingConversation,
  type TrainingMessage,
} from './conversation/training-conversation.ts';
export { DistillDataError } from './errors.ts';
export type { CardNotes } from './exports/dataset-card.ts';
export { exportConversations, type ExportOptions, type ExportReport } from './exports/export-conversations.ts';
export type { ExportFormatName, LeftOutReason } from './exports/format.ts';
export { trainingRecipe, type TrainingRecipe, type TrainingRecipeInput } from './exports/recipe.ts';
export type { ExportTally, LeftOut } from './exports/tally.ts';
export { readConversations, writeConversations } from './files/conversations.ts';
export { duplicates } from './filters/duplicates.ts';
export { filterTrajectories, type FilteredTrajectories } from './filters/filter-trajectories.ts';
export type { Check, FilterCount, FilterReport, RemovedSample, TrajectoryFilter, Verdict } from './filters/filter.ts';
export { leakage, type TestQuestion } from './filters/leakage.ts';
export { nearDuplicates, type NearDuplicateOptions } from './filters/near-duplicates.ts';
export { rightAnswer, type References } from './filters/right-answer.ts';
export { failedSteps, noParseError, withinMaxSteps, type FailedSteps } from './filters/steps.ts';
export { tokenLength, type TokenLengthOptions } from './filters/token-length.ts';
export { importPaperLog, type ImportPaperLogOptions, type PaperLogRow } from './import/paper-log.ts';
export { inspectConversation, type InspectedPiece, type InspectedRow, type TokenisedRow } from './inspect/inspect.ts';
export { encodeConversation, NO_LOSS, type EncodedConversation } from './masks/encode-conversation.ts';
export { openTokenizer, type OpenTokenizerOptions } from './masks/open-tokenizer.ts';
export { TrainingTokenizer, type EncodedText, type RenderedParts, type TokenizerParts } from './masks/tokenizer.ts';
export { TrainingTemplate } from './masks/training-template.ts';
export { splitByQuestion, type SplitName, type SplitOptions } from './split.ts';
