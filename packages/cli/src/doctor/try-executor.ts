import type { ExecutionResult, Executor, Session } from '@agentd/sag';
import { isolationReport } from '@agentd/sandbox';
import { attacksIn } from './attacks.ts';
import { placeCanaries, type PlacedCanaries } from './canary.ts';
import type { AttackReport, ExecutorReport } from './report.ts';

/** An executor to try. */
export interface Candidate {
  id: string;
  isRequired: boolean;
  make(onProgress: (stage: string) => void): Executor;
}

/**
 * Opens a session, runs `1 + 1` and attacks the host from it.
 * @throws the signal's reason when aborted
 */
export async function tryExecutor(
  { id, isRequired, make }: Candidate,
  onProgress: (stage: string) => void,
  signal: AbortSignal,
): Promise<ExecutorReport> {
  const report: ExecutorReport = { id, isRequired, works: false, attacks: [] };
  const canaries = await placeCanaries();
  let executor: Executor | undefined;
  let session: Session | undefined;
  try {
    executor = make(onProgress);
    report.isolation = isolationReport(executor);
    const startedAt = performance.now();
    session = await executor.open({ signal });
    report.openMs = performance.now() - startedAt;
    const sum = await session.run('1 + 1', { signal });
    report.works = sum.value === '2';
    if (!report.works) report.error = `1 + 1 gave ${JSON.stringify(sum)} instead of 2.`;
    for (const { target, code } of attacksIn(executor.language, canaries)) {
      const result = await session.run(code, { signal, timeoutMs: 20_000 });
      report.attacks.push(judge(target, result, canaries));
    }
  } catch (error) {
    signal.throwIfAborted();
    report.works = false;
    report.error = error instanceof Error ? error.message : String(error);
  } finally {
    await session?.close();
    await executor?.close?.();
    await canaries.remove();
  }
  return report;
}

function judge(target: string, result: ExecutionResult, canaries: PlacedCanaries): AttackReport {
  if (JSON.stringify(result).includes(canaries.secret)) return { target, held: false, detail: 'the secret got in' };
  if (canaries.connections() > 0) return { target, held: false, detail: 'a connection got out' };
  const how =
    result.error?.type ??
    result.stdout
      .split('\n')
      .map((line) => line.split(/[ :]/)[0])
      .filter(Boolean)
      .join(', ');
  return { target, held: true, detail: how };
}
