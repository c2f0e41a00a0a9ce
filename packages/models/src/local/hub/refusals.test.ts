import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadFrom, TOKEN } from '../__fixtures__/hub-download.ts';
import { hubServer, type HubServer } from '../__fixtures__/hub-server.ts';
import { fixture } from '../__fixtures__/model-folders.ts';
import type { DownloadSettings } from './download-model.ts';

let hub: HubServer;
let cacheDir: string;

beforeEach(async () => {
  hub = await hubServer(fixture('tiny-gqa'), 'tiny/tiny-gqa');
  cacheDir = await mkdtemp(join(tmpdir(), 'agentd-hub-'));
});
afterEach(async () => {
  await hub.close();
  await rm(cacheDir, { recursive: true, force: true });
});

const download = (changes: Partial<DownloadSettings> = {}): Promise<string> => downloadFrom(hub, cacheDir, changes);

describe('a model that can not be had', () => {
  it.each([
    [{ status: 401, reason: 'RepoNotFound' }, 'model/not-found', /no model "tiny\/tiny-gqa"/],
    [{ status: 404 }, 'model/not-found', /no config\.json.*no such model/],
    [{ status: 401 }, 'model/unauthorised', /HF_TOKEN/],
    [{ status: 403, reason: 'GatedRepo' }, 'model/unauthorised', /accept the terms/],
    [{ status: 429 }, 'model/rate-limited', /429/],
    [{ status: 503 }, 'model/server-error', /503/],
  ])('%o is named', async (refuse, code, message) => {
    hub.faults.refuse = refuse;
    const error: unknown = await download().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(String(error)).not.toContain(TOKEN);
  });

  it('in the weight format asked for: those that there are are named', async () => {
    await expect(download({ dtype: 'q4' })).rejects.toMatchObject({
      code: 'model/not-found',
      message: expect.stringMatching(/no q4 weights; it has fp32/),
    });
  });

  it('offline: what is missing is named', async () => {
    await expect(download({ offline: true })).rejects.toMatchObject({
      code: 'model/offline',
      message: expect.stringMatching(/config\.json.*tokenizer\.json.*onnx\/model\.onnx.*AGENTD_OFFLINE/),
    });
    const folder = await download();
    await rm(join(folder, 'onnx/model.onnx_data'));
    await expect(download({ offline: true })).rejects.toThrow(/^onnx\/model\.onnx_data of .* is not in/);
    expect(hub.requests.every(({ path }) => path !== '')).toBe(true);
  });

  it('without a network', async () => {
    await expect(download({ endpoint: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'model/unreachable',
      isRetryable: true,
      message: expect.stringMatching(/127\.0\.0\.1:9.*HF_ENDPOINT/),
    });
  });

  it('for want of disk space', async () => {
    hub.faults.size = 2 ** 52;
    await expect(download()).rejects.toMatchObject({
      code: 'model/disk-full',
      message: expect.stringMatching(/are needed/),
    });
  });

  it('for want of a folder that can be written', async () => {
    const file = join(cacheDir, 'file');
    await writeFile(file, '');
    await expect(download({ cacheDir: file })).rejects.toMatchObject({
      code: 'model/bad-options',
      message: expect.stringMatching(/can't be written \(ENOTDIR\).*AGENTD_CACHE_DIR/),
    });
  });
});
