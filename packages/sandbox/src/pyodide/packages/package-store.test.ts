import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFault } from './download.ts';
import type { PackagePart } from './package-part.ts';
import { PackageStore, type PackagePlaces } from './package-store.ts';
import { wheel } from './testing/wheels.ts';

const bytes = wheel('thing', '1.0', { 'thing.py': `value = 1 # ${'x'.repeat(1_000)}` });
const part: PackagePart = {
  name: 'thing',
  version: '1.0',
  fileName: 'thing-1.0-py3-none-any.whl',
  sha256: createHash('sha256').update(bytes).digest('hex'),
  path: undefined,
  target: 'site',
  imports: [],
};

describe('PackageStore', () => {
  let folder: string;
  let cache: string;
  let server: Server;
  let baseUrl: string;
  /** What the server does with each request, in order; the last goes on. */
  let answers: ((response: ServerResponse) => unknown)[];
  let requests: string[];

  const good = (response: ServerResponse) => response.end(bytes);
  const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end();
  const drop = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 100), () => response.destroy());
  };
  const locate = async (places: Partial<PackagePlaces> = {}, signal?: AbortSignal, parts = [part]) => {
    const stages: string[] = [];
    const store = new PackageStore({ folder: undefined, cache, baseUrl, offline: false, ...places });
    const located = await store.locate(parts, { signal, onProgress: (stage) => stages.push(stage) });
    return { located, stages, store };
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agentd-packages-'));
    cache = join(folder, 'cache');
    answers = [good];
    requests = [];
    server = createServer(({ url }, response) => {
      requests.push(url ?? '');
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? good;
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    baseUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/full/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('downloads a package once and tells of its bytes', async () => {
    const { located, stages } = await locate();
    expect(located).toMatchObject([{ sha256: part.sha256, hasLibraries: false }]);
    await access(located[0]?.path ?? '');
    expect(stages.at(-1)).toContain(`downloading ${part.fileName}: ${bytes.length}`);
    await locate();
    expect(requests).toEqual([`/full/${part.fileName}`]);
    expect(await readdir(cache)).toEqual([part.fileName]);
  });

  it('downloads it once for several that ask at the same time', async () => {
    answers = [(response) => setTimeout(() => good(response), 200)];
    const all = await Promise.all([locate(), locate(), locate()]);
    expect(all.map(({ located }) => located[0]?.sha256)).toEqual([part.sha256, part.sha256, part.sha256]);
    expect(requests).toHaveLength(1);
    expect(await readdir(cache)).toEqual([part.fileName]);
  });

  it('downloads it again when the cached file is damaged', async () => {
    const { store } = await locate();
    await writeFile(join(cache, part.fileName), 'damaged');
    expect((await locate()).located[0]?.sha256).toBe(part.sha256);
    await writeFile(join(cache, part.fileName), 'damaged again');
    expect((await store.locate([part], {}))[0]?.sha256).toBe(part.sha256);
    expect(requests).toHaveLength(3);
  });

  it('tries again when the server or the connection fails', async () => {
    answers = [status(503), drop, good];
    const { stages } = await locate();
    expect(requests).toHaveLength(3);
    expect(stages.filter((stage) => stage.includes('trying again'))).toHaveLength(2);
    expect(await readdir(cache)).toEqual([part.fileName]);
  });

  it('gives up early on a server that does not answer', { timeout: 20_000 }, async () => {
    server.close();
    server.closeAllConnections();
    const parts = Array.from({ length: 30 }, (_, index) => ({
      ...part,
      fileName: `thing${index}-1.0-py3-none-any.whl`,
    }));
    const stages: string[] = [];
    const store = new PackageStore({ folder: undefined, cache, baseUrl, offline: false });
    await expect(store.locate(parts, { onProgress: (stage) => stages.push(stage) })).rejects.toMatchObject({
      code: 'executor/package-unavailable',
      message: expect.stringMatching(/ECONNREFUSED.*thing29-1\.0/),
    });
    // Four at a time, each tried four times.
    expect(stages.length).toBeLessThanOrEqual(12);
  });

  it('names the network and the folder when the server has no such file', async () => {
    answers = [status(404)];
    await expect(locate()).rejects.toMatchObject({
      code: 'executor/package-unavailable',
      message: expect.stringMatching(
        new RegExp(`404.*reach ${baseUrl} once.*from there into .*packageFolder: ${part.fileName}$`),
      ),
    });
    expect(requests).toHaveLength(1);
    expect(await readdir(cache)).toEqual([]);
  });

  it('names all that is missing when it may not download, and asks nobody', async () => {
    const other = { ...part, name: 'other', fileName: 'other-1.0-py3-none-any.whl' };
    await expect(locate({ offline: true, folder }, undefined, [part, other])).rejects.toMatchObject({
      code: 'executor/package-unavailable',
      message: expect.stringMatching(/thing, other .*offline.*thing-1\.0.*other-1\.0/),
    });
    expect(requests).toEqual([]);
  });

  it('keeps nothing of a file with another hash', async () => {
    answers = [(response) => response.end('something else')];
    const found = createHash('sha256').update('something else').digest('hex');
    await expect(locate()).rejects.toMatchObject({
      code: 'executor/bad-package-hash',
      message: expect.stringMatching(new RegExp(`${baseUrl}${part.fileName} has SHA-256 ${found}, not ${part.sha256}`)),
    });
    expect(await readdir(cache)).toEqual([]);
  });

  it('looks into the folder first, and refuses a file there that is not what it should be', async () => {
    await writeFile(join(folder, part.fileName), bytes);
    expect((await locate({ folder, offline: true })).located[0]?.path).toContain(join(folder, part.fileName));
    await writeFile(join(folder, part.fileName), 'other');
    await expect(locate({ folder })).rejects.toMatchObject({
      code: 'executor/bad-package-hash',
      message: expect.stringContaining(folder),
    });
    expect(requests).toEqual([]);
  });

  it('stops at once when aborted during a download, and leaves nothing behind', async () => {
    const controller = new AbortController();
    answers = [
      (response) => {
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, 100), () =>
          setTimeout(() => controller.abort(new Error('changed my mind')), 50),
        );
      },
    ];
    await expect(locate({}, controller.signal)).rejects.toThrow('changed my mind');
    expect(await readdir(cache)).toEqual([]);
  });

  it('names a cache that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const bad of [join(folder, 'file'), join(folder, 'file', 'below')]) {
      await expect(locate({ cache: bad })).rejects.toMatchObject({
        code: 'executor/cache-not-writable',
        message: expect.stringContaining(bad),
      });
    }
  });

  it.skipIf(process.platform !== 'linux')('says how many bytes were needed when there is no space', async () => {
    // The device that is always full gives the system's own error.
    const error: unknown = await writeFile('/dev/full', 'x').catch((fault: unknown) => fault);
    expect(cacheFault(error, '/cache/a.whl', 4_711)).toMatchObject({
      code: 'executor/cache-not-writable',
      message: expect.stringMatching(/\/cache\/a\.whl: there is no space for its 4711 bytes.*cacheDir/),
    });
  });

  it('tells when a wheel of the caller is gone', async () => {
    await mkdir(cache, { recursive: true });
    const own = { ...part, sha256: undefined, path: join(folder, part.fileName) };
    await expect(locate({}, undefined, [own])).rejects.toMatchObject({ code: 'executor/package-unavailable' });
    await writeFile(own.path, bytes);
    expect((await locate({}, undefined, [own])).located[0]?.sha256).toBe(part.sha256);
  });
});
