/**
 * Whether programs that a model wrote print here what was recorded when they were first run.
 *
 *   node --conditions=@agentd/source benchmarks/fidelity.ts --data FILE [--executor pyodide|native] [--limit N] [--json]
 *
 * FILE holds a JSON object a line, whose `code[0]` is a ToRA trajectory: a Python program between fences and behind it
 * an `output` block. ToRA's executor kept the last line that was printed, or of an error the traceback's last line
 * (https://github.com/microsoft/ToRA/blob/main/src/utils/python_executor.py); it gave each program 5 seconds.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { ExecutionResult } from '@agentd/agent-core';
import { z } from 'zod';
import { makeExecutor } from './sandbox/executors.ts';

interface RecordedProgram {
  index: number;
  code: string;
  /** Undefined where the recording has none. */
  recorded: string | undefined;
}

interface Disagreement extends RecordedProgram {
  cause: string;
  ours: string;
  status: ExecutionResult['status'];
}

const row = z.object({ idx: z.number(), code: z.tuple([z.string()], z.string()) });
const program = /```python\n([^]*?)\n?```(?:\n```output\n([^]*?)\n?```)?/;

async function* readPrograms(path: string): AsyncGenerator<RecordedProgram> {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { idx, code } = row.parse(JSON.parse(line));
    const [, text, recorded] = program.exec(code[0]) ?? [];
    if (text === undefined) throw new Error(`Line ${idx} of ${path} holds no Python program.`);
    yield { index: idx, code: text, recorded };
  }
}

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)?.trim() ?? '';

/** What ToRA's executor would have kept of this result. */
function observed({ status, stdout, error }: ExecutionResult): string {
  return lastLine(status === 'ok' ? stdout : (error?.traceback ?? status));
}

function isSameText(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [Number(one), Number(other)];
  if (one === '' || other === '' || !Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Undefined where they agree. */
function disagreement(recorded: string, result: ExecutionResult): string | undefined {
  const timedOut = /Time(d ?)?out/i.test(recorded);
  const failed = /^[\w.]*(Error|Exception|Interrupt|Exit)\b/.test(recorded);
  if (timedOut !== (result.status === 'timeout')) return timedOut ? 'timed out when recorded' : 'times out here';
  if (timedOut || isSameText(recorded.trim(), observed(result))) return undefined;
  if (failed !== (result.status !== 'ok')) return failed ? 'failed when recorded' : 'fails here';
  return failed ? 'another error' : 'another output';
}

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    executor: { type: 'string', default: 'pyodide' },
    limit: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
  },
});
if (options.data === undefined) throw new Error('Name the file of recorded programs: --data FILE');

/** Programs that one session runs, as branches of its first state: each finds a fresh interpreter. */
const batchSize = 50;

const executor = await makeExecutor(z.enum(['pyodide', 'native']).parse(options.executor), { timeoutMs: 5_000 });
const programs = (await Array.fromAsync(readPrograms(options.data))).slice(0, Number(options.limit));
const disagreements: Disagreement[] = [];
const unrecorded: { index: number; ours: string }[] = [];
const startedAt = performance.now();
for (let first = 0; first < programs.length; first += batchSize) {
  const batch = programs.slice(first, first + batchSize);
  const session = await executor.open();
  const branches = await session.fork(batch.map(({ code }) => code));
  await session.close();
  for (const [place, { result }] of branches.entries()) {
    const each = batch[place];
    if (each === undefined) throw new Error('The fork gave more branches than it was asked for.');
    const ours = observed(result);
    const cause = each.recorded === undefined ? undefined : disagreement(each.recorded, result);
    if (each.recorded === undefined) unrecorded.push({ index: each.index, ours });
    if (cause !== undefined) disagreements.push({ ...each, cause, ours, status: result.status });
  }
  console.error(`${first + branches.length} programs, ${disagreements.length} disagree`);
}
const seconds = (performance.now() - startedAt) / 1_000;

const compared = programs.length - unrecorded.length;
const agreed = compared - disagreements.length;
const share = agreed / compared;
if (options.json) {
  console.log(
    JSON.stringify({
      executor: executor.id,
      programs: programs.length,
      compared,
      agreed,
      share,
      seconds,
      unrecorded,
      disagreements,
    }),
  );
} else {
  for (const { code, ...rest } of disagreements) console.log(rest, `\n${code}\n`);
  for (const each of unrecorded) console.log('no output was recorded:', each);
  const causes = Map.groupBy(disagreements, ({ cause }) => cause);
  for (const [cause, those] of causes) console.log(`${those.length} ${cause}`);
  console.log(
    `${executor.isolation.label}: ${agreed} of ${compared} agree (${(100 * share).toFixed(2)} %), ${seconds.toFixed(1)} s`,
  );
}
process.exitCode = share >= 0.99 ? 0 : 1;
