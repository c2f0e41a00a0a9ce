import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { hashingEmbedder } from './__fixtures__/hashing-embedder.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';
import { openIndex } from './open-index.ts';

const script = fileURLToPath(new URL('__fixtures__/ingest-process.ts', import.meta.url));
const count = 5_000;

/** Runs an ingestion and kills it at a passage. @returns whether it came to its end before */
async function ingestUntil(path: string, killAt: number): Promise<boolean> {
  const child = spawn(process.execPath, ['--conditions=@agentd/source', script, path, String(count), '250'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let isDone = false;
  for await (const line of createInterface(child.stdout)) {
    if (line === 'done') isDone = true;
    else if (Number(line) >= killAt) child.kill('SIGKILL');
  }
  return isDone;
}

it('has every passage once after it was killed again and again', async () => {
  const path = join(await temporaryFolder(), 'index');
  for (const killAt of [0, 1_200, 3_100]) expect(await ingestUntil(path, killAt)).toBe(false);
  expect(await ingestUntil(path, Infinity)).toBe(true);
  const index = await openIndex({ path, embedder: hashingEmbedder() });
  expect(await index.count()).toBe(count);
  const ids = Array.from({ length: count }, (_, i) => `p${i}`);
  expect((await index.get(ids)).map(({ id }) => id)).toEqual(ids);
  expect(await index.info()).toMatchObject({ sources: [{ passages: count, finished: true }] });
  expect((await index.search('pword4321', { mode: 'bm25' }))[0]?.id).toBe('p4321');
  await index.close();
});
