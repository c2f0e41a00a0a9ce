import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '@lancedb/lancedb';
import { expect, it, onTestFinished } from 'vitest';
import { arraySource, numberedPassages } from './__fixtures__/array-source.ts';
import { openTestIndex } from './__fixtures__/open-test-index.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';
import { createIndex, openIndex } from './open-index.ts';

const run = promisify(execFile);
const coded = (code: string, message = /./): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

/** A closed index of 200 passages. */
async function storedIndex(): Promise<string> {
  const { index, path } = await openTestIndex();
  await index.ingest(arraySource(numberedPassages(200)));
  await index.close();
  return path;
}

async function filesIn(path: string, part: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files.filter((file) => file.includes(part));
}

it('says that there is nothing, or something else, at a path', async () => {
  const folder = await temporaryFolder();
  const missing = join(folder, 'missing');
  await expect(openIndex({ path: missing })).rejects.toEqual(coded('retriever/index-missing', /missing/));
  expect(await readdir(folder)).toEqual([]);
  await expect(openIndex({ path: folder })).rejects.toEqual(coded('retriever/not-an-index'));
  const file = join(folder, 'file');
  await writeFile(file, 'text');
  await expect(openIndex({ path: file })).rejects.toEqual(coded('retriever/not-an-index'));
  await expect(createIndex({ path: file })).rejects.toEqual(coded('retriever/not-a-folder'));
  await expect(openIndex({ path: '' })).rejects.toEqual(coded('retriever/bad-options'));
});

it('leaves an index that is there as it is', async () => {
  const path = await storedIndex();
  await expect(createIndex({ path })).rejects.toEqual(coded('retriever/index-exists'));
  const index = await createIndex({ path, ifExists: 'open' });
  expect(await index.count()).toBe(200);
  await index.close();
});

it('opens tables of others and of a later agentd as little as it can', async () => {
  const folder = await temporaryFolder();
  const connection = await connect(folder);
  await connection.createTable('passages', [{ id: 'a' }]);
  await expect(openIndex({ path: folder })).rejects.toEqual(coded('retriever/not-an-index', /did not make/));

  const { Schema, Field, Utf8 } = await import('apache-arrow');
  const described = (description: string) =>
    new Schema([new Field('id', new Utf8())], new Map([['agentd.index', description]]));
  await connection.createEmptyTable('passages', described('{"schemaVersion":2}'), { mode: 'overwrite' });
  await expect(openIndex({ path: folder })).rejects.toEqual(coded('retriever/newer-schema', /version 2/));
  await connection.createEmptyTable('passages', described('{"schema'), { mode: 'overwrite' });
  await expect(openIndex({ path: folder })).rejects.toEqual(coded('retriever/corrupt-index'));
});

it.each<[string, (files: string[]) => Promise<unknown>]>([
  ['truncated', (files) => Promise.all(files.map((file) => truncate(file, 20)))],
  ['overwritten', (files) => Promise.all(files.map((file) => writeFile(file, Buffer.alloc(2_000, 7))))],
  ['removed', (files) => Promise.all(files.map((file) => rm(file)))],
])('reports damage: %s files', async (_, damage) => {
  const manifests = await storedIndex();
  await damage(await filesIn(manifests, '.manifest'));
  await expect(openIndex({ path: manifests })).rejects.toEqual(coded('retriever/corrupt-index'));
  for (const part of ['/data/', '/_indices/']) {
    const path = await storedIndex();
    await damage(await filesIn(path, part));
    const index = await openIndex({ path });
    await expect(index.search('harbours')).rejects.toEqual(coded('retriever/corrupt-index', /build it anew/));
    await index.close();
  }
});

it('names the package that is missing, and loads it only when an index is made', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(name, context, next) {
        if (name === '@lancedb/lancedb') throw new Error('not installed');
        return next(name, context);
      },
    });
    const { createIndex } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)});
    await createIndex({ path: 'never' }).catch(({ code, message }) => console.log(code, message));
  `;
  const { stdout } = await run(process.execPath, ['--conditions=@agentd/source', '--input-type=module', '-e', script]);
  expect(stdout).toMatch(/^retriever\/missing-dependency .*npm install @lancedb\/lancedb@/);
});

it('refuses every call after it was closed', async () => {
  const { index } = await openTestIndex();
  await index.close();
  await index.close();
  for (const call of [
    index.search('x'),
    index.count(),
    index.info(),
    index.ingest(arraySource([])),
    index.get(['x']),
  ]) {
    await expect(call).rejects.toEqual(coded('retriever/closed'));
  }
});

it('takes the lock of a process that is gone, and of no other', async () => {
  const { index, path } = await openTestIndex();
  const lock = join(path, 'writer.lock');
  const { hostname } = await import('node:os');
  const { stdout } = await run(process.execPath, ['-p', 'process.pid']);
  const owner = { pid: Number(stdout), host: hostname(), started: null, since: '2026-01-01T00:00:00.000Z' };
  const ingest = (name: string) => index.ingest(arraySource(numberedPassages(3, name), name));

  await writeFile(lock, JSON.stringify(owner));
  expect(await ingest('a')).toMatchObject({ added: 3 });
  // The same number, of another process.
  await writeFile(lock, JSON.stringify({ ...owner, pid: process.pid, started: '1' }));
  if (process.platform === 'linux') expect(await ingest('b')).toMatchObject({ added: 3 });
  await writeFile(lock, JSON.stringify({ ...owner, pid: process.pid }));
  await expect(ingest('c')).rejects.toEqual(coded('retriever/locked', new RegExp(`process ${process.pid}`)));
  await writeFile(lock, JSON.stringify({ ...owner, host: 'elsewhere' }));
  await expect(ingest('d')).rejects.toEqual(coded('retriever/locked', /on elsewhere/));
  await writeFile(lock, '');
  await expect(ingest('e')).rejects.toEqual(coded('retriever/locked'));
});

it('loses nothing on a full disk and goes on when there is room', async ({ skip }) => {
  const folder = await temporaryFolder();
  const disk = join(folder, 'disk');
  await mkdir(disk);
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'agentd-test', disk]).catch(() => undefined);
  if (mounted === undefined) return skip('a small disk can only be mounted by root');
  onTestFinished(async () => {
    await run('umount', [disk]);
  });
  const { index } = await openTestIndex({ path: join(disk, 'index') });
  // Texts that can't be compressed.
  const passages = numberedPassages(5_000).map((passage) => ({
    ...passage,
    text: randomBytes(300).toString('base64'),
  }));
  const source = arraySource(passages);
  const options = { batchSize: 500 };
  await expect(index.ingest(source, options)).rejects.toEqual(coded('retriever/disk-full'));
  const before = await index.count();
  expect(before).toBeLessThan(5_000);
  expect(before % 500).toBe(0);
  await run('mount', ['-o', 'remount,size=64m', disk]);
  expect(await index.ingest(source, options)).toMatchObject({ resumedFrom: before, stored: 5_000, finished: true });
  expect(await index.count()).toBe(5_000);
  const all = passages.map(({ id }) => id);
  expect(new Set((await index.get(all)).map(({ id }) => id)).size).toBe(5_000);
});
