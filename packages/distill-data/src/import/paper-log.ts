import { InvalidInputError, type CallOptions, type Trajectory } from '@agentd/agent-core';
import { z } from 'zod';
import type { TrainingConversation } from '../conversation/training-conversation.ts';
import { readLines } from '../files/conversations.ts';
import { paperChainOfThought } from './paper-chain-of-thought.ts';
import { paperTrajectory } from './paper-trajectory.ts';

const content = z.union([
  z.string(),
  z
    .array(z.object({ type: z.string(), text: z.string().optional() }))
    .transform((parts) => parts.map(({ text }) => text ?? '').join('')),
]);
const roles = ['system', 'user', 'assistant', 'tool-call', 'tool-response'] as const;
const role = z
  .string()
  // Python's enum prints its own name.
  .transform((name) =>
    name
      .replace(/^MessageRole\./, '')
      .toLowerCase()
      .replace('_', '-'),
  )
  .pipe(z.enum(roles));

/** Messages of a log, as their text. */
export const paperMessages = z.array(z.object({ role, content }));

const answer = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const score = z.union([z.number(), z.boolean()]).transform((value) => value === true || value === 1);
const common = { question: z.string().min(1), model_id: z.string().optional(), score: score.optional() };

const logData = z.object({
  messages: paperMessages.min(2),
  metadata: z
    .object({
      timestamp: z.string().optional(),
      final_answer: answer.optional(),
      model: z.object({ model_id: z.string().optional() }).optional(),
    })
    .optional(),
});

/** One run of the authors' agent. Where it crashed, `log_data` is null; in data sets on the hub it is JSON text. */
export const paperAgentRow = z.object({
  ...common,
  generated_answer: answer.optional(),
  true_answer: answer.optional(),
  error: z.string().optional(),
  log_data: z.preprocess((value) => (typeof value === 'string' ? jsonOr(value) : value), logData.nullable()),
});

/** One chain of thought of the authors' baseline. */
export const paperCotRow = z.object({
  ...common,
  answer: answer.optional(),
  response: z.string(),
  messages: paperMessages.min(1),
});

/** One row of a log, imported. */
export interface PaperLogRow {
  /** A run of the agent, for filters and {@link trainingConversation}. */
  trajectory?: Trajectory;
  /** A chain of thought. */
  conversation?: TrainingConversation;
  /** The gold answer that the log holds. */
  reference?: string;
  /** The authors' verdict, in a log that was scored. */
  correct?: boolean;
}

/** What {@link importPaperLog} takes. */
export interface ImportPaperLogOptions extends CallOptions {
  /** Given every line that is no row of a log; without it, the first one is an error. */
  onBadRow?: (error: InvalidInputError) => void;
  /** Chains of thought in the log were shown passages. Default false. */
  withPassages?: boolean;
}

/**
 * Reads a log as the authors of the paper publish them (github.com/Nardien/agent-distillation): JSON lines of their
 * agent, or of their chain-of-thought baseline, scored or not.
 *
 * Contents stay as they are, but for `<reference>` notes in the question and the line with the id of a call in
 * observations; messages that repeat the code as a tool call are left out, as the authors do. What a log does not hold
 * (seed, tokens, executor) is empty; whether an action failed is read from the observation.
 *
 * @throws InvalidInputError `distill-data/bad-log` naming `path:line` and the field, or `distill-data/cannot-read`
 */
export async function* importPaperLog(
  path: string,
  options: ImportPaperLogOptions = {},
): AsyncGenerator<PaperLogRow, void> {
  let number = 0;
  for await (const line of readLines(path, options)) {
    number += 1;
    if (line.trim() === '') continue;
    const row = readRow(line, `${path}:${number}`, options);
    if (!(row instanceof InvalidInputError)) yield row;
    else if (options.onBadRow === undefined) throw row;
    else options.onBadRow(row);
  }
}

function readRow(line: string, source: string, options: ImportPaperLogOptions): PaperLogRow | InvalidInputError {
  const bad = (reason: string, cause?: unknown): InvalidInputError =>
    new InvalidInputError(`${source} is no row of the paper's log: ${reason}`, { code: 'distill-data/bad-log', cause });
  const raw = jsonOr(line);
  if (raw === line) return bad('it is not JSON. Was the file cut off?');
  const isAgent = typeof raw === 'object' && raw !== null && 'log_data' in raw;
  if (isAgent) {
    const parsed = paperAgentRow.safeParse(raw);
    if (!parsed.success) return bad(z.prettifyError(parsed.error), parsed.error);
    const { true_answer: reference, score: correct } = parsed.data;
    return { trajectory: paperTrajectory(parsed.data, source), ...verdict(reference, correct) };
  }
  const parsed = paperCotRow.safeParse(raw);
  if (!parsed.success) return bad(z.prettifyError(parsed.error), parsed.error);
  const { answer: reference, score: correct } = parsed.data;
  const conversation = paperChainOfThought(parsed.data, source, options.withPassages ?? false);
  return { conversation, ...verdict(reference, correct) };
}

function verdict(reference: z.infer<typeof answer> | undefined, correct: boolean | undefined) {
  return {
    ...(reference === undefined || reference === null ? {} : { reference: String(reference) }),
    ...(correct === undefined ? {} : { correct }),
  };
}

/** The value, or the text itself where it is not JSON. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
