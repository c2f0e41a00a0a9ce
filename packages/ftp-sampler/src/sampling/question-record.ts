import { InvalidInputError, usageSchema } from '@agentd/agent-core';
import { z } from 'zod';
import { checked, headReader } from '../store/record-kinds.ts';
import type { RecordKind } from '../store/record-store.ts';

/** Version of the serialised form below; a reader refuses a later one. */
export const QUESTION_RECORD_VERSION = 1;

const count = z.int().nonnegative();

/** Schema of {@link QuestionRecord}: one line of a JSONL file. */
export const questionRecordSchema = z.object({
  schemaVersion: z.literal(QUESTION_RECORD_VERSION),
  /** Deterministic: hash of the task with its answers and of everything that decides about its samples. */
  id: z.string().min(1),
  task: z.object({ id: z.string() }),
  /** `error`: something failed; a resumed run tries again, and draws only what is missing. */
  status: z.enum(['done', 'error']),
  error: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  /** Of the chains of thought that the prefixes were cut from. */
  chainsOfThought: z.string().exactOptional(),
  samples: z.array(
    z.object({
      index: count,
      /** Id of the trajectory. */
      trajectory: z.string(),
      temperature: z.number().nonnegative(),
      seed: count,
      /** Index of the chain of thought that the prefix was cut from; absent where there was no prefix. */
      chain: count.exactOptional(),
      /** How the model was made to begin with it. */
      prefillMethod: z.enum(['native', 'instruction']).exactOptional(),
      outcome: z.enum(['answered', 'max-steps', 'error', 'aborted']),
      /** The scorer's verdict; absent where there was no scorer. */
      score: z.object({ correct: z.boolean(), score: z.number(), reason: z.string() }).exactOptional(),
    }),
  ),
  /** Why no further sample was drawn. */
  stoppedBy: z.enum(['all-drawn', 'first-right', 'token-budget', 'error']),
  /** Of the chains of thought and all samples, those of earlier runs too. */
  usage: usageSchema,
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
});

/** What was drawn for one question, and what came of it. */
export type QuestionRecord = z.infer<typeof questionRecordSchema>;

/** One sample of a {@link QuestionRecord}. */
export type SampleRecord = QuestionRecord['samples'][number];

/** Right, and by its own answer: a run at its step limit is no example to learn from. */
export function isRight({ outcome, score }: Pick<SampleRecord, 'outcome' | 'score'>): boolean {
  return outcome === 'answered' && score?.correct === true;
}

/** Records of questions; one is finished when it is done. */
export const questionKind: RecordKind<QuestionRecord> = {
  name: 'question',
  check: (record) => checked(questionRecordSchema, record, 'The question record', 'sampler/bad-record'),
  parse: parseQuestionRecord,
  readHead: headReader(
    z
      .object({
        schemaVersion: z.literal(QUESTION_RECORD_VERSION),
        id: z.string(),
        status: questionRecordSchema.shape.status,
      })
      .transform(({ id, status }) => ({ id, finished: status === 'done' })),
  ),
  isFinished: ({ status }) => status === 'done',
};

/**
 * @param source where the text stands, for the error message, such as `questions.jsonl:12`
 * @throws InvalidInputError code `sampler/bad-record` that names the field
 */
export function parseQuestionRecord(json: string, source = 'question record'): QuestionRecord {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw new InvalidInputError(`${source} is not JSON: ${String(cause)}`, { code: 'sampler/bad-record', cause });
  }
  const parsed = questionRecordSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`${source} is no question record of this version: ${z.prettifyError(parsed.error)}`, {
    code: 'sampler/bad-record',
    cause: parsed.error,
  });
}
