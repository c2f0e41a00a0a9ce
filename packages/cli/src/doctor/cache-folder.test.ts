import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-cache-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('adds up what lies in the folder, and leaves nothing there', async () => {
  await mkdir(join(folder, 'below'));
  await writeFile(join(folder, 'one'), 'x'.repeat(100));
  await writeFile(join(folder, 'below', 'two'), 'x'.repeat(50));
  expect(await cacheFolder(folder)).toEqual({ folder, isWritable: true, bytes: 150 });
  expect((await readdir(folder)).sort()).toEqual(['below', 'one']);
});

it('makes the folder where there is none', async () => {
  const path = join(folder, 'new', 'cache');
  expect(await cacheFolder(path)).toEqual({ folder: path, isWritable: true, bytes: 0 });
});

it('says why the folder cannot be written', async () => {
  const path = join(folder, 'file', 'cache');
  await writeFile(join(folder, 'file'), '');
  expect(await cacheFolder(path)).toMatchObject({ isWritable: false, error: expect.stringContaining('file') });
});
