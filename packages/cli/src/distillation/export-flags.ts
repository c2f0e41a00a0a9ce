import { z } from 'zod';
import { UsageError } from '../usage-error.ts';

/** Words for what trains the student. */
export const exportFormats = ['trl', 'axolotl', 'llama-factory', 'unsloth', 'torchtune', 'neutral'] as const;

/** Schema of the options of `agentd export`, as the argument parser gives them. */
export const exportFlagsSchema = z.object({
  format: z.enum(exportFormats).optional(),
  tokenizer: z.string(),
  out: z.string().optional(),
  model: z.string().optional(),
  cot: z.string().optional(),
  cotAll: z.boolean(),
  cotPassages: z.boolean(),
  paperLog: z.boolean(),
  learnFailedSteps: z.boolean(),
  dropUnmaskable: z.boolean(),
  maxLength: z.number().optional(),
  validation: z.number(),
  seed: z.number(),
  title: z.string().optional(),
  licence: z.string().optional(),
  overwrite: z.boolean(),
  inspect: z.union([z.boolean(), z.number()]).optional(),
  html: z.string().optional(),
  json: z.boolean(),
});

/** Options of `agentd export`. */
export type ExportFlags = z.output<typeof exportFlagsSchema>;

/** @throws UsageError when options contradict each other */
export function checkExportFlags(input: string | undefined, flags: ExportFlags): void {
  const { cot, format, out, inspect, html, paperLog, cotAll } = flags;
  if (input === undefined && cot === undefined) {
    throw new UsageError('Say what is exported: a file of trajectories, --cot FILE with chains of thought, or both.');
  }
  if (input === undefined && paperLog) throw new UsageError('--paper-log is given, but no log: write its path.');
  if (cotAll && cot === undefined) throw new UsageError('--cot-all is for the chains of thought of --cot FILE.');
  if (html !== undefined && inspect === undefined) throw new UsageError('--html shows a row: add --inspect [ROW].');
  if (inspect !== undefined) return;
  if (format === undefined) throw new UsageError(`Say what trains the student: --format ${exportFormats.join('|')}.`);
  if (out === undefined) throw new UsageError('Say where the data goes: --out FOLDER.');
}
