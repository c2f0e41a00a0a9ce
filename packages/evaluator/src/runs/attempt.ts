import { AgentdError, noUsage, trajectorySchema, type CallOptions, type Trajectory } from '@agentd/agent-core';
import { z } from 'zod';
import { EvaluatorError } from '../errors.ts';
import { countActions } from './actions.ts';
import { headOf, type EvaluationTask } from './plan.ts';
import { EVALUATION_RECORD_VERSION, evaluationRecordSchema, type EvaluationRecord } from './record.ts';

/** What came of one question: its record, and the runs that the record names. */
export interface Attempt {
  record: EvaluationRecord;
  trajectories: readonly Trajectory[];
}

/**
 * Asks one question and has the answer judged. A fault of method or scorer becomes a record with status `error`.
 * @throws the reason of the signal once that is aborted
 */
export async function attempt(task: EvaluationTask, { signal }: CallOptions): Promise<Attempt> {
  const startedAt = new Date().toISOString();
  const clock = performance.now();
  let durationMs: number | undefined;
  try {
    const { item, seed, method, benchmark } = task;
    const answer = await method.answer(
      { id: item.id, question: item.question },
      { seed, signal, kind: benchmark.kind },
    );
    durationMs = performance.now() - clock;
    const { usage, trajectories, chainsOfThought, retrievalCalls } = answer;
    const verdict = await judge(task, answer.answer, signal);
    checkRuns(task, trajectories);
    const record = checked({
      ...beginning(task),
      status: 'done',
      ...(answer.answer === undefined ? {} : { prediction: answer.answer }),
      ...verdict,
      usage,
      ...countActions(trajectories),
      retrievalCalls,
      trajectories: trajectories.map(({ id }) => id),
      chainsOfThought: [...chainsOfThought],
      startedAt,
      durationMs,
    });
    return { record, trajectories };
  } catch (error) {
    signal?.throwIfAborted();
    return failure(task, error, { startedAt, durationMs: durationMs ?? performance.now() - clock });
  }
}

/** Without an answer nobody is asked: it is wrong whatever the reference is. */
async function judge(
  { item, scorer }: EvaluationTask,
  answer: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Pick<EvaluationRecord, 'correct' | 'score' | 'reason'>> {
  if (answer === undefined) return { correct: false, score: 0, reason: 'there is no answer' };
  const { correct, score, reason } = await scorer.score(answer, item.answers, item.question, { signal });
  return { correct, score, reason };
}

/** The run that failed is kept where the error carries it: it shows what was done until then. */
function failure(
  task: EvaluationTask,
  error: unknown,
  times: Pick<EvaluationRecord, 'startedAt' | 'durationMs'>,
): Attempt {
  const message = error instanceof Error ? error.message : String(error);
  const code = AgentdError.isInstance(error) ? error.code : 'evaluator/method-failed';
  const unfinished = error instanceof Error && 'trajectory' in error ? error.trajectory : undefined;
  const run = trajectorySchema.safeParse(unfinished).data;
  const trajectories = run === undefined ? [] : [run];
  const record = checked({
    ...beginning(task),
    status: 'error',
    error: { code, message },
    correct: false,
    score: 0,
    reason: `there is no result: ${message}`,
    usage: run?.usage ?? noUsage,
    ...countActions(trajectories),
    retrievalCalls: 0,
    trajectories: trajectories.map(({ id }) => id),
    chainsOfThought: [],
    ...times,
  });
  return { record, trajectories };
}

function beginning(task: EvaluationTask): { schemaVersion: 1 } & ReturnType<typeof headOf> {
  return { schemaVersion: EVALUATION_RECORD_VERSION, ...headOf(task) };
}

/** A journal never gets what its reader would refuse, such as a score that is no number. */
function checked(record: EvaluationRecord): EvaluationRecord {
  const parsed = evaluationRecordSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw badResult(`The result of ${record.method.name} on item ${record.item.id}`, parsed.error);
}

/** Nor does a store. */
function checkRuns({ method, item }: EvaluationTask, trajectories: readonly Trajectory[]): void {
  const parsed = z.array(trajectorySchema).safeParse(trajectories);
  if (!parsed.success) throw badResult(`A trajectory of ${method.name} on item ${item.id}`, parsed.error);
}

function badResult(what: string, error: z.ZodError): EvaluatorError {
  return new EvaluatorError(`${what} cannot be kept: ${z.prettifyError(error)}`, {
    code: 'evaluator/bad-result',
    cause: error,
  });
}
