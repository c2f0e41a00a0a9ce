import { createServer } from 'node:http';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { aimeJsonLines } from './__fixtures__/native-files.ts';
import { scratch } from './__fixtures__/scratch.ts';
import { loadBenchmark, type LoadOptions } from './benchmark.ts';
import { aime } from './registry/index.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const source = `hf:someone/aime.set@${commit}/data/test 1.jsonl`;

beforeEach(() => {
  vi.unstubAllEnvs();
  for (const name of ['HF_ENDPOINT', 'HF_TOKEN', 'HF_HUB_OFFLINE', 'AGENTD_OFFLINE']) vi.stubEnv(name, '');
});

/** A hub on this machine with one file, or one that refuses all. */
async function hub(status = 200): Promise<{ requests: string[] }> {
  const requests: string[] = [];
  const content = Buffer.from(aimeJsonLines);
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.authorization ?? 'nobody'}`);
    const [, from = 0, to = content.length - 1] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const part = content.subarray(Number(from), Number(to) + 1);
    const isPart = request.headers.range !== undefined;
    response.writeHead(status === 200 && isPart ? 206 : status, {
      etag: '"e1"',
      'x-error-code': status === 404 ? 'EntryNotFound' : 'None',
      'content-range': `bytes ${from}-${to}/${content.length}`,
    });
    response.end(status === 200 ? part : 'no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
  return { requests };
}

const load = async (options: LoadOptions = {}) =>
  loadBenchmark(aime, { source, cacheDir: await scratch(), ...options });

it('downloads a file of a pinned commit once', async () => {
  const { requests } = await hub();
  vi.stubEnv('HF_TOKEN', ' hf_test\n');
  const cacheDir = await scratch();
  expect((await load({ cacheDir })).items).toMatchObject([{ id: '2024-I-1', answers: ['33'] }]);
  const first = requests.length;
  expect(requests[0]).toBe(`/datasets/someone/aime.set/resolve/${commit}/data/test%201.jsonl Bearer hf_test`);
  vi.stubEnv('AGENTD_OFFLINE', '1');
  expect((await load({ cacheDir })).items).toHaveLength(1);
  expect(requests).toHaveLength(first);
  expect(await readdir(join(cacheDir, 'benchmarks/someone/aime.set', commit, 'data'))).toEqual(['test 1.jsonl']);
});

it.each([
  [404, 'hub-missing', false],
  [401, 'hub-unauthorised', false],
  [403, 'hub-unauthorised', false],
  [429, 'hub-failed', true],
  [503, 'hub-failed', true],
])('says what the status %i means', async (status, code, isRetryable) => {
  await hub(status);
  await expect(load()).rejects.toMatchObject({ code: `evaluator/${code}`, isRetryable });
});

it('says that the hub cannot be reached, that the network is forbidden, or that the file is too large', async () => {
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');
  await expect(load()).rejects.toMatchObject({ code: 'evaluator/hub-unreachable', isRetryable: true });
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  await expect(load()).rejects.toMatchObject({ code: 'evaluator/hub-offline' });
  vi.stubEnv('HF_HUB_OFFLINE', '');
  await hub();
  await expect(load({ maxBytes: 10 })).rejects.toMatchObject({ code: 'evaluator/source-too-large' });
  await expect(load({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});

it.each([
  ['hf:someone/aime@main/a.jsonl', /which may change/],
  ['hf:someone/aime/a.jsonl', /not the name of a file/],
  [`hf:someone@${commit}/a.jsonl`, /not the name of a file/],
  [`hf:someone/aime@${commit}/../../a.jsonl`, /not the name of a file/],
  [`hf:../aime@${commit}/a.jsonl`, /not the name of a file/],
  [`hf:someone/aime@${commit}`, /not the name of a file/],
])('refuses %s', async (name, message) => {
  await expect(load({ source: name })).rejects.toMatchObject({
    code: 'evaluator/hub-id',
    message: expect.stringMatching(message),
  });
});
