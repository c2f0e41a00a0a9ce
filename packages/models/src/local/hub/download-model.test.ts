import { mkdtemp, readdir, readFile, rename, rm, truncate } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadFrom, NAME, TOKEN } from '../__fixtures__/hub-download.ts';
import { hubServer, type HubServer } from '../__fixtures__/hub-server.ts';
import { fixture } from '../__fixtures__/model-folders.ts';
import { localModel } from '../local-model.ts';
import { readModelFolder } from '../model-folder.ts';
import type { DownloadProgress } from './download-file.ts';
import type { DownloadSettings } from './download-model.ts';

let hub: HubServer;
let cacheDir: string;

beforeEach(async () => {
  hub = await hubServer(fixture('tiny-gqa'), NAME);
  cacheDir = await mkdtemp(join(tmpdir(), 'agentd-hub-'));
});
afterEach(async () => {
  await hub.close();
  await rm(cacheDir, { recursive: true, force: true });
});

const download = (changes: Partial<DownloadSettings> = {}): Promise<string> => downloadFrom(hub, cacheDir, changes);

/** Parts of files that were asked for. */
function storedRanges(): string[] {
  return hub.requests.filter(({ path }) => path.startsWith('/stored/')).flatMap(({ range }) => range ?? []);
}

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();
}

const whole = [
  'chat_template.jinja',
  'config.json',
  'generation_config.json',
  'onnx/model.onnx',
  'onnx/model.onnx_data',
  'tokenizer.json',
  'tokenizer_config.json',
];

describe('a model from the hub', () => {
  it('is downloaded with all it needs, byte for byte', async () => {
    const folder = await download();
    expect(await files(folder)).toEqual(whole);
    for (const file of whole)
      expect(await readFile(join(folder, file))).toEqual(await readFile(join(fixture('tiny-gqa'), file)));
  });

  it('is loaded by its name, which is also its id, and answers', async () => {
    await download();
    const model = await localModel({ model: NAME, cacheDir, offline: true });
    expect(model.id).toBe(NAME);
    const { completions } = await model.complete({ messages: [{ role: 'user', content: 'Hi' }], maxTokens: 3 });
    expect(completions).toHaveLength(1);
    await model.close?.();
  });

  it('is not asked for again once it is there', async () => {
    const folder = await download();
    const before = hub.requests.length;
    expect(await download()).toBe(folder);
    expect(await download({ offline: true })).toBe(folder);
    expect(hub.requests).toHaveLength(before);
  });

  it('keeps revisions apart', async () => {
    await expect(download({ revision: 'refs/pr/1' })).rejects.toMatchObject({
      code: 'model/not-found',
      message: expect.stringMatching(/no revision "refs\/pr\/1"/),
    });
    await hub.close();
    hub = await hubServer(fixture('tiny-gqa'), NAME, 'refs/pr/1');
    const folder = await download({ revision: 'refs/pr/1' });
    expect(folder).not.toBe(join(cacheDir, 'models', NAME, 'main'));
    expect(await files(folder)).toEqual(whole);
  });

  it('reports how far each file is', async () => {
    const progress: DownloadProgress[] = [];
    await download({ onProgress: (at) => progress.push(at) });
    const weights = progress.filter(({ file }) => file === 'onnx/model.onnx_data');
    expect(weights[0]).toEqual({ file: 'onnx/model.onnx_data', bytes: 0, total: 210_888 });
    expect(weights.at(-1)).toEqual({ file: 'onnx/model.onnx_data', bytes: 210_888, total: 210_888 });
    expect(weights.map(({ bytes }) => bytes)).toEqual(weights.map(({ bytes }) => bytes).toSorted((a, b) => a - b));
  });

  it('gives the token to the hub and to no other host', async () => {
    await download();
    const seen = Object.groupBy(hub.requests, ({ path }) => (path.startsWith('/stored/') ? 'storage' : 'hub'));
    expect(new Set(seen.hub?.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
    expect(new Set(seen.storage?.map(({ authorization }) => authorization))).toEqual(new Set([undefined]));
  });
});

describe('a download that breaks', () => {
  it('goes on where it stopped', async () => {
    hub.faults.cut = { times: 2, after: 50_000 };
    const folder = await download();
    expect(await files(folder)).toEqual(whole);
    expect(storedRanges()).toEqual(['bytes=50000-', 'bytes=100000-']);
  });

  it('again and again leaves no file that looks whole, and a later call goes on', { timeout: 15_000 }, async () => {
    hub.faults.cut = { times: 4, after: 40_000 };
    await expect(download()).rejects.toMatchObject({ code: 'model/connection-lost', isRetryable: true });
    const folder = join(cacheDir, 'models', NAME, 'main');
    const left = (await files(folder)).filter((file) => file.startsWith('onnx/'));
    expect(left).toEqual(['onnx/model.onnx', expect.stringMatching(/^onnx\/model\.onnx_data\..*\.part$/)]);
    delete hub.faults.cut;
    hub.requests.length = 0;
    expect(await files(await download())).toEqual(whole);
    expect(storedRanges()).toEqual(['bytes=160000-']);
  });

  it('is taken up from a process that was killed, but not from one that lives', async () => {
    const folder = await download();
    const data = join(folder, 'onnx/model.onnx_data');
    hub.faults.stall = true;
    const controller = new AbortController();
    await rm(data);
    const stalled = download({
      signal: controller.signal,
      onProgress: ({ bytes }) => bytes >= 5000 && controller.abort(new Error('enough')),
    });
    await expect(stalled).rejects.toThrow('enough');
    const [left = ''] = (await readdir(join(folder, 'onnx'))).filter((name) => name.endsWith('.part'));
    expect(left).toMatch(/[0-9a-f]{64}/);
    const owned = (pid: number): string =>
      left.replace('.nobody.', `.${hostname().replaceAll(/[^\w-]/g, '_')}-${pid}.`);
    hub.faults.stall = false;
    hub.requests.length = 0;
    await rename(join(folder, 'onnx', left), join(folder, 'onnx', owned(process.pid)));
    await download();
    expect(storedRanges()).toEqual([]);
    await rm(data);
    await rename(join(folder, 'onnx', owned(process.pid)), join(folder, 'onnx', owned(2 ** 22 + 1)));
    await download();
    expect(storedRanges()).toEqual(['bytes=5000-']);
    expect(await files(folder)).toEqual(whole);
  });

  it('stops when aborted', async () => {
    hub.faults.stall = true;
    const controller = new AbortController();
    const onProgress = ({ bytes }: DownloadProgress): void => {
      if (bytes === 5000) controller.abort(new Error('never mind'));
    };
    await expect(download({ signal: controller.signal, onProgress })).rejects.toThrow('never mind');
    await expect(download({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');
  });

  it('with other bytes than announced is refused and removed', async () => {
    hub.faults.garble = true;
    await expect(download()).rejects.toMatchObject({
      code: 'model/bad-files',
      message: expect.stringContaining('SHA-256'),
    });
    hub.faults.garble = false;
    expect(await files(await download())).toEqual(whole);
  });

  it('whose files were cut off afterwards is refused on loading', async () => {
    const folder = await download();
    await truncate(join(folder, 'onnx/model.onnx_data'), 100);
    const path = await download({ offline: true });
    await expect(readModelFolder({ path, dtype: 'auto', maxContext: undefined })).rejects.toMatchObject({
      code: 'model/bad-files',
      message: expect.stringContaining('model.onnx_data is cut off'),
    });
  });
});
