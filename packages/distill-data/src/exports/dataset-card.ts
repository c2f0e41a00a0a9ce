import { stringify } from 'yaml';
import type { FilterReport } from '../filters/filter.ts';
import type { ExportReport } from './export-conversations.ts';
import type { ExportFormat } from './format.ts';

/** What a person says of a data set. */
export interface CardNotes {
  title?: string;
  /** SPDX id of the data's licence, such as `cc-by-sa-4.0`. */
  licence?: string;
  /** Remarks in Markdown: where the questions come from, what the data is not for. */
  notes?: string;
}

/** A dataset card in Markdown, with the metadata that Hugging Face's `datasets` reads. */
export function datasetCard(
  report: ExportReport,
  format: Pick<ExportFormat, 'dataFile' | 'guide'>,
  { card = {}, filters }: { card?: CardNotes; filters?: FilterReport },
): string {
  const { rows, questions, recipe } = report;
  const splits = (['train', 'validation'] as const).filter((split) => rows[split] > 0);
  const metadata = {
    license: card.licence ?? 'other',
    configs: [{ config_name: 'default', data_files: splits.map((split) => ({ split, path: format.dataFile(split) })) }],
  };
  return `---
${stringify(metadata)}---

# ${card.title ?? 'Conversations to distil an agent from'}

${splits.map((split) => `${count(rows[split], `conversation`)} about ${count(questions[split], 'question')} for ${split}`).join('; ')}. ${count(report.tokens, 'token')}, ${share(report.learntTokens, report.tokens)} of them with loss; the longest row has ${report.longest}. A question is in one part only. Written by agentd.
${card.notes === undefined ? '' : `\n${card.notes}\n`}
## What is learnt

Loss is on what the student is to write itself, thoughts and code, and on the token that ends its turn (\`${report.tokenizer.endOfTurn.text}\`); never on prompts and observations. Tokens and masks were computed with the tokenizer and the chat template of ${report.tokenizer.id}.${report.withFailedSteps === 0 ? '' : ` In ${count(report.withFailedSteps, 'conversation')} an action failed.`}${report.firstThoughtPrefix === 0 ? '' : ` In ${count(report.firstThoughtPrefix, 'conversation')} the first thought begins with a first-thought prefix, which is learnt.`}

## How to train

${format.guide}

LoRA: rank ${recipe.lora.rank}, alpha ${recipe.lora.alpha}, dropout ${recipe.lora.dropout}, ${recipe.lora.targetModules}; learning rate ${recipe.learningRate}, ${recipe.epochs} epochs, batch ${recipe.batchSize}, at most ${recipe.maxLength} tokens, no packing.

## Where it comes from

${table(['kind', 'conversations'], Object.entries(report.kinds))}

${table(['teacher', 'conversations'], Object.entries(report.models))}

${table(['prompt', 'conversations'], Object.entries(report.prompts))}
${filters === undefined ? '' : `\n## Filters\n\n${filters.kept} of ${filters.read} trajectories passed.\n\n${filterTable(filters)}\n`}
## Left out

${leftOut(report)}

## Licence

${card.licence === undefined ? 'None was given.' : `\`${card.licence}\`.`} The questions belong to their data sets, and what the teacher wrote is under the terms of the teacher: check both before you pass the data on or train with it.
`;
}

function filterTable({ filters }: FilterReport): string {
  const rows = filters.map(({ name, settings, seen, removed, reasons }): [string, ...(string | number)[]] => [
    Object.keys(settings).length === 0 ? name : `${name} ${inline(JSON.stringify(settings))}`,
    seen,
    removed,
    Object.entries(reasons)
      .map(([reason, times]) => `${reason} ${times}`)
      .join(', '),
  ]);
  return table(['filter', 'seen', 'removed', 'reasons'], rows);
}

function leftOut(report: ExportReport): string {
  const entries = Object.entries(report.leftOut);
  if (entries.length === 0) return 'Nothing.';
  return table(
    ['reason', 'conversations', 'such as'],
    entries.map(([reason, { count: times, samples }]) => [reason, times, samples[0] ?? '']),
  );
}

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (value: string | number): string =>
  String(value)
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/\s+/g, ' ');
const inline = (text: string): string => `\`${text}\``;
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
