import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Candidate, Trajectory } from '@agentd/agent-core';
import { z } from 'zod';

/** Counts of actions by what became of them. */
export const actionCountsSchema = z.object({
  actions: z.int(),
  /** No code block, or code that Python cannot parse. */
  parse: z.int(),
  /** Code that raised, ran too long or was blocked. */
  execution: z.int(),
});

/** See {@link actionCountsSchema}. */
export type ActionCounts = z.infer<typeof actionCountsSchema>;

/** Schema of {@link EvaluationRecord}: one line of the results file. */
export const evaluationRecordSchema = z.object({
  problem: z.string(),
  template: z.string(),
  decoder: z.enum(['greedy', 'sag']),
  seed: z.int(),
  correct: z.boolean(),
  answer: z.string().nullable(),
  steps: z.int(),
  /** Actions of the trajectory that searched; absent in files of runs without tools. */
  searches: z.int().default(0),
  /** What was sampled; for greedy decoding the same as `elected`. */
  candidates: actionCountsSchema,
  /** What the trajectory went on with. */
  elected: actionCountsSchema,
  /** Steps in which no candidate was valid. */
  allFailed: z.int(),
  tokens: z.int(),
  seconds: z.number(),
});

/** How one problem went with one decoder and seed. */
export type EvaluationRecord = z.infer<typeof evaluationRecordSchema>;

/** Reads a run into a record. */
export function toRecord(
  trajectory: Trajectory,
  problem: { id: string; template: string; isRight: (answer: string) => boolean },
  decoder: EvaluationRecord['decoder'],
  seed: number,
): EvaluationRecord {
  const { outcome, steps } = trajectory;
  const answer = outcome.status === 'answered' ? (outcome.answer?.text ?? null) : null;
  // A candidate that an early stop cancelled was never judged.
  const candidates = steps.map((step) => step.candidates.filter(({ status }) => status !== 'cancelled'));
  const elected = steps.flatMap((step) => step.candidates[step.elected] ?? []);
  return {
    problem: problem.id,
    template: problem.template,
    decoder,
    seed,
    correct: answer !== null && problem.isRight(answer),
    answer,
    steps: steps.length,
    searches: elected.filter(({ execution }) => (execution?.toolCalls.length ?? 0) > 0).length,
    candidates: count(candidates.flat()),
    elected: count(elected),
    allFailed: candidates.filter((step) => step.every(({ status }) => status !== 'ok')).length,
    tokens: trajectory.usage.completionTokens,
    seconds: trajectory.durationMs / 1000,
  };
}

function count(candidates: readonly Candidate[]): ActionCounts {
  const isParse = ({ status }: Candidate): boolean => status === 'no-code' || status === 'syntax-error';
  const parse = candidates.filter(isParse).length;
  return {
    actions: candidates.length,
    parse,
    execution: candidates.filter((candidate) => candidate.status !== 'ok' && !isParse(candidate)).length,
  };
}

/** Exact: `1000000000000.0` is 1000000000000, and nothing is rounded. */
export function isSameNumber(answer: string, reference: string): boolean {
  const whole = /^\s*([-+]?\d+)(?:\.0*)?\s*$/.exec(answer)?.[1];
  return whole !== undefined && BigInt(whole) === BigInt(reference);
}

/** The records of a results file; none where it is not there. */
export async function readRecords(path: string): Promise<EvaluationRecord[]> {
  const records: EvaluationRecord[] = [];
  if (!existsSync(path)) return records;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line.trim() !== '') records.push(evaluationRecordSchema.parse(JSON.parse(line)));
  }
  return records;
}
