import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * When a process is killed. `start`: milliseconds after its start. `result`: milliseconds after so many results.
 * `stored`: as soon as a trajectory was written behind so many results, before or while its result is.
 */
export type Moment =
  | { kind: 'start'; afterMs: number }
  | { kind: 'result'; results: number; afterMs: number }
  | { kind: 'stored'; results: number };

/** What every process of a test works on. */
export interface Work {
  problems: number;
  seeds: number;
  concurrency: number;
}

/** How a process ended. */
export interface Ending {
  killed: boolean;
  /** Results that it said there were when it began and when it ended; undefined where it did not come so far. */
  before: number | undefined;
  after: number | undefined;
  seconds: number;
}

/**
 * Runs the evaluation in a process until its end or, where given, until the moment comes; it is then killed with SIGKILL.
 * @throws Error when the process ends in any other way
 */
export async function runProcess(folder: string, work: Work, moment?: Moment): Promise<Ending> {
  const program = fileURLToPath(new URL('run.ts', import.meta.url));
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--conditions=@agentd/source', program, folder, `${work.problems}`, `${work.seeds}`, `${work.concurrency}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const kill = () => child.kill('SIGKILL');
  const timers: NodeJS.Timeout[] = [];
  if (moment?.kind === 'start') timers.push(setTimeout(kill, moment.afterMs));
  let before: number | undefined;
  let after: number | undefined;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      after = Number(line);
      before ??= after;
      if (moment?.kind === 'result' && after - before === moment.results) timers.push(setTimeout(kill, moment.afterMs));
    }
  });
  const watcher = watch(folder, (_event, name) => {
    if (moment?.kind !== 'stored' || before === undefined || after === undefined) return;
    if (name === 'trajectories.jsonl' && after - before >= moment.results) kill();
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...end) => resolve(end));
  });
  watcher.close();
  for (const timer of timers) clearTimeout(timer);
  if (code !== 0 && signal !== 'SIGKILL') {
    throw new Error(`The evaluation in ${folder} ended with ${code ?? signal}.`);
  }
  return { killed: signal === 'SIGKILL', before, after, seconds: (performance.now() - startedAt) / 1_000 };
}
