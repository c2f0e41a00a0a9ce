import { AgentdError, type CallOptions } from '@agentd/agent-core';
import type { TrainingConversation } from '../conversation/training-conversation.ts';
import { DistillDataError } from '../errors.ts';
import type { FilterReport } from '../filters/filter.ts';
import { writeFolder, type OutputFolder, type WriteFolderOptions } from '../files/output-folder.ts';
import { encodeConversation, type EncodedConversation } from '../masks/encode-conversation.ts';
import type { TrainingTokenizer } from '../masks/tokenizer.ts';
import { TrainingTemplate } from '../masks/training-template.ts';
import { splitByQuestion, type SplitName, type SplitOptions } from '../split.ts';
import { datasetCard, type CardNotes } from './dataset-card.ts';
import { exportFormats } from './formats.ts';
import type { ExportFormatName, RowWriter } from './format.ts';
import { llamaFactoryTemplateFor } from './llama-factory.ts';
import { trainingRecipe, type TrainingRecipe, type TrainingRecipeInput } from './recipe.ts';
import { Tally, type ExportTally } from './tally.ts';

/** What {@link exportConversations} takes. */
export interface ExportOptions extends CallOptions, SplitOptions, WriteFolderOptions {
  /** Where to write; it must not be there yet, unless `overwrite`. */
  folder: string;
  format: ExportFormatName;
  /** The student's tokenizer, with its chat template. */
  tokenizer: TrainingTokenizer;
  /** How to train; default is the paper's. */
  recipe?: TrainingRecipeInput;
  /** The model to train, as it stands in configurations; default is the tokenizer's id. */
  model?: string;
  /** What to do with a conversation that has no exact mask. Default `error`. */
  onUnmaskable?: 'error' | 'drop';
  /** LLaMA-Factory's name for the model's template; default is found by the tokenizer's special tokens. */
  llamaFactoryTemplate?: string;
  /** What the filters removed before, for the dataset card. */
  filters?: FilterReport;
  /** Title, licence and remarks of the dataset card. */
  card?: CardNotes;
}

/** What an export holds, and how it is to be trained on. */
export interface ExportReport extends ExportTally {
  format: ExportFormatName;
  recipe: TrainingRecipe;
  tokenizer: { id: string; endOfTurn: { id: number; text: string } };
}

/**
 * Writes conversations in the form that a trainer reads, with the configuration that goes with them and a dataset card.
 * Conversations are taken one at a time, so memory does not grow with them. Those that are longer than the recipe's rows
 * are left out and counted, never cut. The folder gets its name once it is whole.
 *
 * @throws DistillDataError `distill-data/empty-result` when no conversation is left, with the reasons;
 * `distill-data/template-rewrites` and the other codes of {@link encodeConversation} unless `onUnmaskable: 'drop'`;
 * `distill-data/no-training-template` for TRL where the chat template is irregular;
 * `distill-data/disk-full`, `distill-data/cannot-write` or `distill-data/exists`
 * @throws InvalidInputError `distill-data/options`
 */
export async function exportConversations(
  source: AsyncIterable<TrainingConversation> | Iterable<TrainingConversation>,
  options: ExportOptions,
): Promise<ExportReport> {
  const run = new ExportRun(options);
  return writeFolder(options.folder, (folder) => run.write(source, folder), options);
}

class ExportRun {
  readonly #options: ExportOptions;
  readonly #recipe: TrainingRecipe;
  readonly #tally = new Tally();
  readonly #writers = new Map<SplitName, RowWriter>();
  readonly #template: TrainingTemplate | undefined;
  #endOfTurn: EncodedConversation['endOfTurn'];

  constructor(options: ExportOptions) {
    this.#options = options;
    this.#recipe = trainingRecipe(options.recipe);
    this.#template = options.format === 'trl' ? templateFor(options.tokenizer) : undefined;
  }

  async write(
    source: AsyncIterable<TrainingConversation> | Iterable<TrainingConversation>,
    folder: OutputFolder,
  ): Promise<ExportReport> {
    const splitOf = splitByQuestion(this.#options);
    for await (const conversation of source) {
      this.#options.signal?.throwIfAborted();
      await this.#add(conversation, splitOf(conversation), folder);
    }
    const { counts } = this.#tally;
    if (counts.rows.train === 0 || this.#endOfTurn === undefined) throw emptyExport(counts);
    for (const writer of this.#writers.values()) await writer.finish();
    return this.#writeAbout(folder, this.#endOfTurn);
  }

  async #add(conversation: TrainingConversation, split: SplitName, folder: OutputFolder): Promise<void> {
    const { format: name, tokenizer } = this.#options;
    const format = exportFormats[name];
    const encoded = this.#encode(conversation, tokenizer);
    if (encoded === undefined) return;
    const row = { conversation, encoded };
    const reason =
      encoded.learnt === 0
        ? 'nothing-learnt'
        : encoded.inputIds.length > this.#recipe.maxLength
          ? 'too-long'
          : format.refusal(row, this.#template);
    if (reason !== undefined) {
      this.#tally.leaveOut(conversation.id, reason, reason === 'too-long' ? `${encoded.inputIds.length} tokens` : '');
      return;
    }
    this.#endOfTurn ??= encoded.endOfTurn;
    let writer = this.#writers.get(split);
    if (writer === undefined) this.#writers.set(split, (writer = await format.open(folder, split)));
    await writer.add(row);
    this.#tally.add(row, split);
  }

  #encode(conversation: TrainingConversation, tokenizer: TrainingTokenizer): EncodedConversation | undefined {
    try {
      return encodeConversation(conversation, tokenizer);
    } catch (error) {
      if (this.#options.onUnmaskable !== 'drop' || !AgentdError.isInstance(error)) throw error;
      this.#tally.leaveOut(conversation.id, 'unmaskable', error.message);
      return undefined;
    }
  }

  async #writeAbout(folder: OutputFolder, endOfTurn: { id: number; text: string }): Promise<ExportReport> {
    const { format: name, tokenizer, model = tokenizer.id } = this.#options;
    const format = exportFormats[name];
    const { counts } = this.#tally;
    const report: ExportReport = {
      ...counts,
      format: name,
      recipe: this.#recipe,
      tokenizer: { id: tokenizer.id, endOfTurn },
    };
    const files = format.files({
      recipe: this.#recipe,
      model,
      endOfTurn: endOfTurn.text,
      hasValidation: counts.rows.validation > 0,
      template: this.#template,
      llamaFactoryTemplate:
        this.#options.llamaFactoryTemplate ?? llamaFactoryTemplateFor(model, tokenizer.frameTokens.values()),
    });
    for (const [file, text] of Object.entries(files)) await folder.put(file, text);
    await folder.put('recipe.json', `${JSON.stringify({ schemaVersion: 1, ...report }, null, 2)}\n`);
    await folder.put('README.md', datasetCard(report, format, this.#options));
    return report;
  }
}

function templateFor(tokenizer: TrainingTokenizer): TrainingTemplate {
  const template = TrainingTemplate.from(tokenizer);
  if (template !== undefined) return template;
  throw new DistillDataError(
    `The chat template of ${tokenizer.id} writes turns differently from case to case, so no training template for TRL can be made of it. Export "neutral": TRL takes its rows as they are.`,
    { code: 'distill-data/no-training-template' },
  );
}

function emptyExport({ leftOut, rows }: ExportTally): DistillDataError {
  const reasons = Object.entries(leftOut).map(
    ([reason, { count, samples }]) => `${reason} ${count} (such as ${samples[0]})`,
  );
  const why =
    reasons.length > 0
      ? `left out: ${reasons.join('; ')}`
      : rows.validation > 0
        ? 'all went to validation: choose a smaller share or another seed'
        : 'there were none';
  return new DistillDataError(`No conversation is left to train on: ${why}.`, { code: 'distill-data/empty-result' });
}
