import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Trajectory } from '@agentd/agent-core';
import { describeTrajectoryStore, sampleTrajectory } from '@agentd/agent-core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonlTrajectoryStore } from './jsonl-trajectory-store.ts';

let folder: string;
let files = 0;
const newPath = () => join(folder, `runs-${(files += 1)}.jsonl`);
const line = (id: string) => `${JSON.stringify(sampleTrajectory(id))}\n`;
async function collect(runs: AsyncIterable<Trajectory>): Promise<Trajectory[]> {
  const all: Trajectory[] = [];
  for await (const run of runs) all.push(run);
  return all;
}
const ids = async (path: string) => {
  await using store = await jsonlTrajectoryStore(path);
  return (await collect(store.all())).map(({ id }) => id);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

describeTrajectoryStore('JSONL file', () => jsonlTrajectoryStore(newPath()));

describe('jsonlTrajectoryStore', () => {
  it('writes one JSON document a line and reads them back after opening again', async () => {
    const path = newPath();
    await using store = await jsonlTrajectoryStore(path);
    await store.put(sampleTrajectory('a'));
    await store.put(sampleTrajectory('b'));
    await store.close();
    expect(await readFile(path, 'utf8')).toBe(line('a') + line('b'));
    expect(await ids(path)).toEqual(['a', 'b']);
  });

  it('knows finished runs of an earlier process', async () => {
    const path = newPath();
    await writeFile(path, line('a'));
    await using store = await jsonlTrajectoryStore(path);
    expect(await store.put(sampleTrajectory('a'))).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(line('a'));
  });

  it('reports a half-written last line, leaves it alone while reading and cuts it off at the next put', async () => {
    const path = newPath();
    const half = line('b').slice(0, 100);
    await writeFile(path, line('a') + half);
    await using store = await jsonlTrajectoryStore(path);
    expect(store.halfLine).toEqual({ line: 2, bytes: Buffer.byteLength(half) });
    expect(await collect(store.all())).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(line('a') + half);
    expect(await store.put(sampleTrajectory('b'))).toBe(true);
    expect(store.halfLine).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe(line('a') + line('b'));
  });

  it('recovers from a crash after any byte of the last line', async () => {
    const path = newPath();
    const last = Buffer.from(line('b'));
    for (let kept = 0; kept <= last.length; kept += 37) {
      await writeFile(path, Buffer.concat([Buffer.from(line('a')), last.subarray(0, kept)]));
      await using store = await jsonlTrajectoryStore(path);
      await store.put(sampleTrajectory('b'));
      await store.put(sampleTrajectory('c'));
      await store.close();
      expect(await ids(path)).toEqual(['a', 'b', 'c']);
    }
  });

  it('keeps a last line that lacks nothing but its line feed', async () => {
    const path = newPath();
    await writeFile(path, line('a').trimEnd());
    await using store = await jsonlTrajectoryStore(path);
    expect(store.halfLine).toBeUndefined();
    expect(await store.has('a')).toBe(true);
    await store.put(sampleTrajectory('b'));
    await appendFile(path, '{"bad": 1}\n');
    expect(await readFile(path, 'utf8')).toBe(`${line('a')}${line('b')}{"bad": 1}\n`);
    await expect(store.has('c')).rejects.toThrow(`${path}:3`);
  });

  it('sees what another store appended to the same file', async () => {
    const path = newPath();
    await using one = await jsonlTrajectoryStore(path);
    await using other = await jsonlTrajectoryStore(path);
    await one.put(sampleTrajectory('a'));
    expect(await other.put(sampleTrajectory('a'))).toBe(false);
    await other.put(sampleTrajectory('b'));
    expect((await collect(one.all())).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it.each([
    ['is not JSON', 'not json'],
    ['has a field missing', '{"schemaVersion":1,"id":"x"}'],
    ['comes from a later version', '{"schemaVersion":99}'],
  ])('names file and line of a line that %s', async (_fault, bad) => {
    const path = newPath();
    await writeFile(path, `${line('a')}\n${bad}\n${line('b')}`);
    await expect(jsonlTrajectoryStore(path)).rejects.toThrow(`${path}:3`);
    await expect(jsonlTrajectoryStore(path)).rejects.toMatchObject({ code: expect.stringMatching(/^trajectory\//) });
  });

  it('names file and line of a run whose steps are damaged when it is read', async () => {
    const path = newPath();
    await writeFile(path, line('a') + line('b').replace('"steps":[]', '"steps":[{}]'));
    await using store = await jsonlTrajectoryStore(path);
    await expect(collect(store.all())).rejects.toThrow(`${path}:2`);
  });

  it('refuses to write what a reader would refuse', async () => {
    const path = newPath();
    await using store = await jsonlTrajectoryStore(path);
    await expect(store.put({ ...sampleTrajectory('a'), durationMs: Number.NaN })).rejects.toMatchObject({
      code: 'trajectory/invalid',
    });
    expect((await stat(path)).size).toBe(0);
  });

  it.each([
    ['a folder', () => folder],
    ['a file in a folder that does not exist', () => join(folder, 'absent', 'runs.jsonl')],
    ['a device', () => '/dev/null'],
  ])('says that %s cannot be opened', async (_what, path) => {
    await expect(jsonlTrajectoryStore(path())).rejects.toMatchObject({
      code: 'store/cannot-open',
      message: expect.stringContaining(path()),
    });
  });

  it('says that the file was cut while it was open', async () => {
    const path = newPath();
    await writeFile(path, line('a'));
    await using store = await jsonlTrajectoryStore(path);
    await truncate(path, 10);
    await expect(store.put(sampleTrajectory('b'))).rejects.toMatchObject({ code: 'store/changed' });
  });

  it('refuses work after close', async () => {
    const store = await jsonlTrajectoryStore(newPath());
    await store.close();
    await expect(store.put(sampleTrajectory('a'))).rejects.toMatchObject({ code: 'store/closed' });
    await expect(store.has('a')).rejects.toMatchObject({ code: 'store/closed' });
  });

  it('finishes what was put before it closes', async () => {
    const path = newPath();
    const store = await jsonlTrajectoryStore(path);
    const puts = ['a', 'b', 'c'].map((id) => store.put(sampleTrajectory(id)));
    await store.close();
    expect(await Promise.all(puts)).toEqual([true, true, true]);
    expect(await ids(path)).toEqual(['a', 'b', 'c']);
  });

  it('reads lines of any length across its chunks', async () => {
    const path = newPath();
    const long = { ...sampleTrajectory('long'), task: { id: 't', question: 'ä'.repeat(300_000) } };
    await using store = await jsonlTrajectoryStore(path);
    await store.put(long);
    await store.put(sampleTrajectory('short'));
    await store.close();
    await using again = await jsonlTrajectoryStore(path);
    expect(await collect(again.all())).toEqual([long, sampleTrajectory('short')]);
  });
});
