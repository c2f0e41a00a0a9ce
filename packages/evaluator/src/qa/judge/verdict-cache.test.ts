import { spawn } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { scratch } from '../../benchmarks/__fixtures__/scratch.ts';
import { verdictCache } from './verdict-cache.ts';

const right = { reason: 'same', correct: true };
const never = (): never => expect.fail('it was judged again');
const file = async (): Promise<string> => join(await scratch(), 'deep', 'verdicts.jsonl');

it('keeps verdicts over processes: what was returned is in the file', async () => {
  const path = await file();
  expect(await verdictCache(path).verdict('k', async () => right)).toEqual(right);
  expect(await readFile(path, 'utf8')).toBe('{"key":"k","correct":true,"reason":"same"}\n');
  expect(await verdictCache(path).verdict('k', never)).toEqual(right);
});

it('judges once when many ask for one case at a time', async () => {
  const path = await file();
  const cache = verdictCache(path);
  let calls = 0;
  const judge = async () => {
    await Promise.resolve();
    return { ...right, reason: String(++calls) };
  };
  const all = await Promise.all(Array.from({ length: 300 }, (_, index) => cache.verdict(`k${index % 3}`, judge)));
  expect(calls).toBe(3);
  expect(new Set(all.map(({ reason }) => reason)).size).toBe(3);
  expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(3);
});

it('lets the next one ask when the first fails or is cancelled, and one stop waiting', async () => {
  const cache = verdictCache(await file());
  const first = Promise.withResolvers<typeof right>();
  const failing = cache.verdict('k', () => first.promise);
  const impatient = new AbortController();
  const waiting = [cache.verdict('k', async () => right), cache.verdict('k', never, impatient.signal)];
  impatient.abort(new Error('enough'));
  await expect(waiting[1]).rejects.toThrow('enough');
  first.reject(new Error('cancelled'));
  await expect(failing).rejects.toThrow('cancelled');
  expect(await waiting[0]).toEqual(right);
  expect(await cache.verdict('k', never)).toEqual(right);
});

it('skips lines that were cut off or are none, and goes on behind them', async () => {
  const path = join(await scratch(), 'verdicts.jsonl');
  await writeFile(
    path,
    '{"key":"a","correct":true,"reason":"1"}\nnonsense\n{"key":"a","correct":false,"reason":"2"}\n{"key":"b","cor',
  );
  const cache = verdictCache(path);
  expect(await cache.size()).toBe(1);
  expect(await cache.damagedLines()).toBe(2);
  expect(await cache.verdict('a', never)).toEqual({ correct: true, reason: '1' });
  await cache.verdict('b', async () => right);
  expect((await readFile(path, 'utf8')).split('\n').slice(3)).toEqual([
    '{"key":"b","cor',
    '{"key":"b","correct":true,"reason":"same"}',
    '',
  ]);
  expect(await verdictCache(path).size()).toBe(2);
});

it('names the file that it cannot write or read', async () => {
  const folder = await scratch({ 'not-a-folder': '' });
  const judged = verdictCache(join(folder, 'not-a-folder', 'v.jsonl')).verdict('k', async () => right);
  await expect(judged).rejects.toMatchObject({
    code: 'evaluator/cache',
    message: expect.stringContaining('not-a-folder'),
  });
  await expect(verdictCache(folder).size()).rejects.toMatchObject({ code: 'evaluator/cache' });
});

it('loses nothing that was returned when the process is killed', async () => {
  const path = await file();
  const kept = new Set<string>();
  for (let round = 0; round < 2; round++) {
    for (const line of await killedAfter(path, 40)) {
      const [what, key = ''] = line.split(' ');
      if (what === 'kept') kept.add(key);
      else expect(kept.has(key), `${key} was asked again`).toBe(false);
    }
    await appendFile(path, round === 0 ? '{"key":"key-9' : '');
  }
  const cache = verdictCache(path);
  expect(kept.size).toBeGreaterThanOrEqual(80);
  for (const key of kept) expect(await cache.verdict(key, never)).toMatchObject({ correct: true });
  const whole = (await readFile(path, 'utf8')).split('\n').filter((line) => line.endsWith('"}'));
  expect(await cache.size()).toBe(whole.length);
});

/** Lines that the process printed before it was killed with SIGKILL, after so many new verdicts. */
async function killedAfter(path: string, verdicts: number): Promise<string[]> {
  const program = fileURLToPath(new URL('./__fixtures__/fill-cache.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@agentd/source', program, path, '100000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if ((output.match(/kept/g)?.length ?? 0) >= verdicts) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  expect(child.signalCode).toBe('SIGKILL');
  return output.split('\n').slice(0, -1);
}
