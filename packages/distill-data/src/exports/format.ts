import type { EncodedConversation } from '../masks/encode-conversation.ts';
import type { TrainingTemplate } from '../masks/training-template.ts';
import type { TrainingConversation } from '../conversation/training-conversation.ts';
import type { OutputFolder } from '../files/output-folder.ts';
import type { SplitName } from '../split.ts';
import type { TrainingRecipe } from './recipe.ts';

/** What trains the student. */
export type ExportFormatName = 'neutral' | 'trl' | 'axolotl' | 'llama-factory' | 'unsloth' | 'torchtune';

/** Why a conversation is not in an export. */
export type LeftOutReason =
  /** More tokens than the recipe's longest row. */
  | 'too-long'
  /** No token is learnt. */
  | 'nothing-learnt'
  /** The chat template has no exact mask for it (with `onUnmaskable: 'drop'`). */
  | 'unmaskable'
  /** A message spells out a special token, which the trainer would read as one. */
  | 'special-token'
  /** Only parts of a turn are learnt, which the trainer can't be told. */
  | 'partial-turn'
  /** A turn of the assistant is not learnt, which the trainer can't be told. */
  | 'unlearnt-turn'
  /** The trainer would write another text: of roles that do not alternate, or of contents that the template trims. */
  | 'other-text';

/** One row to be written. */
export interface ExportRow {
  conversation: TrainingConversation;
  encoded: EncodedConversation;
}

/** Takes the rows of one part. */
export interface RowWriter {
  add(row: ExportRow): Promise<void>;
  finish(): Promise<void>;
}

/** What is known once the rows are written. */
export interface ExportContext {
  recipe: TrainingRecipe;
  /** The model to train, as the trainer loads it. */
  model: string;
  endOfTurn: string;
  hasValidation: boolean;
  /** The training template, for formats that need one. */
  template: TrainingTemplate | undefined;
  /** Name of LLaMA-Factory's own template. */
  llamaFactoryTemplate: string | undefined;
}

/** The form that one trainer reads. */
export interface ExportFormat {
  /** Why the trainer could not be told what is learnt of the row. */
  refusal(row: ExportRow, template: TrainingTemplate | undefined): LeftOutReason | undefined;
  open(folder: OutputFolder, split: SplitName): Promise<RowWriter>;
  /** Files besides the rows: name and text. */
  files(context: ExportContext): Record<string, string>;
  /** Data files of a part, for the dataset card. */
  dataFile(split: SplitName): string;
  /** How to train, in Markdown. */
  guide: string;
}
