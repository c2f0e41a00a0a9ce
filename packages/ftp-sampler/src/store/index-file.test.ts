import { appendFile, copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleTrajectory } from '@agentd/agent-core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonlTrajectoryStore } from './jsonl-trajectory-store.ts';

const COUNT = 2500;
const line = (id: string, isFinished = true) =>
  `${JSON.stringify(sampleTrajectory(id, isFinished ? undefined : { status: 'error' }))}\n`;
/** Every tenth run failed at first, and was put again at the end. */
const lines = [
  ...Array.from({ length: COUNT }, (_, number) => line(`id-${number}`, number % 10 !== 0)),
  ...Array.from({ length: COUNT / 10 }, (_, number) => line(`id-${number * 10}`)),
];
const text = lines.join('');

let folder: string;
let original: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-index-'));
  original = join(folder, 'original.jsonl');
  await writeFile(original, text);
  await (await jsonlTrajectoryStore(original)).close();
});
afterAll(() => rm(folder, { recursive: true }));

/** The file and its index, to do something to. */
async function copy(): Promise<string> {
  const path = join(folder, `copy-${(files += 1)}.jsonl`);
  await copyFile(original, path);
  await copyFile(`${original}.index`, `${path}.index`);
  return path;
}

async function expectWhole(path: string, count = COUNT): Promise<void> {
  await using store = await jsonlTrajectoryStore(path);
  expect(store.size).toBe(count);
  for (const number of [0, 1, 999, 1000, 1001, 2000, 2490, count - 1]) {
    expect(await store.has(`id-${number}`)).toBe(true);
    expect((await store.get(`id-${number}`))?.outcome.status).toBe('answered');
  }
  expect(await store.has('id-x')).toBe(false);
}

/** Spoils a line so that reading it would show; length and what stands around it stay. */
async function spoilLine(path: string, number: number): Promise<void> {
  const bytes = await readFile(path);
  const at = Buffer.byteLength(lines.slice(0, number).join(''));
  bytes.write('?', at);
  await writeFile(path, bytes);
}

describe('the index beside a trajectory file', () => {
  it('saves the reading of the lines that it covers, and only of those', async () => {
    const path = await copy();
    await spoilLine(path, 5);
    await expectWhole(path);
    await spoilLine(path, 2400);
    await expect(jsonlTrajectoryStore(path)).rejects.toThrow(`${path}:2401`);
    await rm(`${path}.index`);
    await expect(jsonlTrajectoryStore(path)).rejects.toThrow(`${path}:6`);
  });

  it('comes with the thousandth line, not before', async () => {
    const path = join(folder, 'small.jsonl');
    await writeFile(path, lines.slice(0, 998).join(''));
    await using store = await jsonlTrajectoryStore(path);
    await store.put(sampleTrajectory('id-998'));
    await expect(stat(`${path}.index`)).rejects.toThrow('ENOENT');
    await store.put(sampleTrajectory('id-999'));
    expect((await stat(`${path}.index`)).size).toBeGreaterThan(20_000);
  });

  it('is written again where it is missing', async () => {
    const path = await copy();
    const before = await readFile(`${path}.index`);
    await rm(`${path}.index`);
    await expectWhole(path);
    expect(await readFile(`${path}.index`)).toEqual(before);
  });

  it('is mended after damage to any part of it', async () => {
    const before = await readFile(`${original}.index`);
    for (const at of [4, 17, 20_000, before.length - 1]) {
      const path = await copy();
      const damaged = Buffer.from(before);
      damaged.writeUInt8((damaged[at] ?? 0) ^ 0x40, at);
      await writeFile(`${path}.index`, damaged);
      await expectWhole(path);
      expect(await readFile(`${path}.index`)).toEqual(before);
    }
  });

  it('is mended after a crash in the middle of writing it', async () => {
    const before = await readFile(`${original}.index`);
    const path = await copy();
    for (const kept of [10, 24, before.length - 1]) {
      await truncate(`${path}.index`, kept);
      await expectWhole(path);
      expect(await readFile(`${path}.index`)).toEqual(before);
    }
  });

  it('is not believed when the file was cut, replaced or edited', async () => {
    const cut = await copy();
    await writeFile(cut, lines.slice(0, 300).join(''));
    await using small = await jsonlTrajectoryStore(cut);
    expect(small.size).toBe(300);

    const replaced = await copy();
    await writeFile(replaced, Array.from({ length: COUNT }, (_, number) => line(`other-${number}`)).join(''));
    await using other = await jsonlTrajectoryStore(replaced);
    expect([other.size, await other.has('other-7'), await other.has('id-7')]).toEqual([COUNT, true, false]);

    const edited = await copy();
    await writeFile(edited, lines.slice(1).join(''));
    await using shorter = await jsonlTrajectoryStore(edited);
    expect((await shorter.get('id-1'))?.id).toBe('id-1');
  });

  it('goes on after lines without an end and blank ones', async () => {
    const path = await copy();
    await appendFile(path, `\n\n${line('id-2500').trimEnd()}`);
    await using store = await jsonlTrajectoryStore(path);
    for (let number = 2501; number < 4000; number += 1) await store.put(sampleTrajectory(`id-${number}`));
    await store.close();
    await expectWhole(path, 4000);
    await expectWhole(path, 4000);
  });

  it('says so where a record is another one than the index says', async () => {
    const path = await copy();
    const bytes = await readFile(path, 'utf8');
    await writeFile(path, bytes.replace('"id":"id-7"', '"id":"iX-7"'));
    await using store = await jsonlTrajectoryStore(path);
    await expect(store.get('id-7')).rejects.toMatchObject({ code: 'store/changed' });
  });
});
