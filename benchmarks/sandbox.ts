/**
 * What the Pyodide executor costs on this machine: starting, forking, calling tools.
 *
 *   node --conditions=@agentd/source benchmarks/sandbox.ts [rounds]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { StepToolHost, tool, type Session } from '@agentd/agent-core';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { z } from 'zod';

const rounds = Number(process.argv[2] ?? 20);

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function repeat(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round++) times.push(await time(work));
  return times.sort((one, other) => one - other);
}

const rows: Record<string, { median: string; best: string; worst: string; rounds: number }> = {};
function report(name: string, times: readonly number[], perRound = 1): void {
  const format = (value: number | undefined) =>
    `${((value ?? Number.NaN) / perRound).toFixed(perRound > 1 ? 3 : 1)} ms`;
  rows[name] = {
    median: format(times[Math.floor(times.length / 2)]),
    best: format(times[0]),
    worst: format(times.at(-1)),
    rounds: times.length,
  };
}

async function forkAndCommit(session: Session, code: (index: number) => string): Promise<void> {
  const branches = await session.fork(Array.from({ length: 8 }, (_, index) => code(index)));
  const [winner] = branches;
  if (winner === undefined || branches.some(({ result }) => result.status !== 'ok'))
    throw new Error('A candidate failed.');
  await session.commit(winner);
}

const cacheDir = await mkdtemp(join(tmpdir(), 'agentd-benchmark-'));
try {
  const executor = pyodideExecutor({ cacheDir });
  const host = new StepToolHost([
    tool({
      name: 'nothing',
      description: 'Does nothing.',
      input: z.object({ n: z.number() }),
      effect: 'read',
      execute: ({ n }) => n,
    }),
  ]);
  const openAndClose = async () => (await executor.open()).close();
  report('first start, builds the snapshot', await repeat(1, openAndClose));
  report('start from the snapshot, and close', await repeat(Math.ceil(rounds / 2), openAndClose));

  const session = await executor.open({ tools: host });
  await session.run('import sympy\nx = 1');
  await forkAndCommit(session, (index) => `y = ${index}`);
  report('run of a trivial snippet', await repeat(rounds, () => session.run('x += 1')));
  report(
    'fork of 8 trivial candidates and commit',
    await repeat(rounds, () => forkAndCommit(session, (index) => `y = ${index}\nprint(y)`)),
  );
  report(
    'fork of 8 with SymPy and commit',
    await repeat(rounds, () =>
      forkAndCommit(session, (index) => `s = sympy.symbols('s')\nprint(sympy.factor(s**2 - ${(index + 1) ** 2}))`),
    ),
  );
  host.beginStep();
  report('one tool call', await repeat(5, () => session.run('for i in range(500): nothing(i)')), 500);
  await session.close();
  console.log(`node ${process.version}, ${cpus().length} cores, ${executor.isolation.label}`);
  console.table(rows);
} finally {
  await rm(cacheDir, { recursive: true, force: true });
}
