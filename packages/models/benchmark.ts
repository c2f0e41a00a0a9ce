// What one step of N samples costs on a local model: node --conditions=@agentd/source benchmark.ts FOLDER [threads]
import { parseArgs } from 'node:util';
import type { CompletionResult } from '@agentd/agent-core';
import { localModel } from './src/local/index.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const [path = 'fixtures/tiny-gqa', threads] = positionals;
const REPEATS = 5;

const model = await localModel({ path, ...(threads === undefined ? {} : { threads: Number(threads) }) });
const words = 'A shop sells boxes of 12 pencils at 3 dollars each. How much do 84 pencils cost? ';

/** One step: wall-clock and processor time in milliseconds. */
interface Measured {
  result: CompletionResult;
  ms: number;
  cpuMs: number;
}

async function step(n: number, temperature: number, salt: number): Promise<Measured> {
  const content = `${salt} ${words.repeat(6)}`;
  const start = performance.now();
  const cpu = process.cpuUsage();
  const result = await model.complete({
    messages: [{ role: 'user', content }],
    n,
    temperature,
    topP: 0.95,
    maxTokens: 80,
    seed: salt,
  });
  const { user, system } = process.cpuUsage(cpu);
  return { result, ms: performance.now() - start, cpuMs: (user + system) / 1000 };
}

await step(2, 1, 0);
const table = [];
for (const [n, temperature] of [
  [1, 0],
  [8, 0.4],
  [8, 1],
] as const) {
  const runs: Measured[] = [];
  for (let salt = 1; salt <= REPEATS; salt++) runs.push(await step(n, temperature, salt));
  const median = runs.toSorted((a, b) => a.cpuMs - b.cpuMs)[Math.floor(REPEATS / 2)];
  if (median === undefined) continue;
  const { promptTokens, completionTokens } = median.result.usage;
  const [wallMs, cpuMs] = [Math.round(median.ms), Math.round(median.cpuMs)];
  table.push({ n, temperature, 'wall ms': wallMs, 'cpu ms': cpuMs, promptTokens, completionTokens });
}
console.table(table);
await model.close?.();
