import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { InvalidInputError, optionalPeer } from '@agentd/agent-core';
import { EvaluatorError } from '../errors.ts';
import { hubFault } from './hub-errors.ts';

/** One file of a dataset on the hub. */
interface HubFile {
  name: string;
  revision: string;
  path: string;
}

/** How {@link downloadFromHub} works. */
interface HubOptions {
  cacheDir?: string | undefined;
  maxBytes: number;
  signal?: AbortSignal | undefined;
  environment?: Readonly<Record<string, string | undefined>>;
}

const ID = /^hf:([\w.-]+\/[\w.-]+)@([^/]+)\/(.+)$/;

export const isHubId = (source: string): boolean => source.startsWith('hf:');

/**
 * Reads `hf:owner/name@commit/path`. The commit is pinned: a branch or tag can be moved, and a result could then not be
 * told to be of the same questions.
 * @throws InvalidInputError `evaluator/hub-id`
 */
function parseHubId(source: string): HubFile {
  const [, name, revision, path] = ID.exec(source) ?? [];
  const isSafe = path?.split('/').every((part) => !['', '.', '..'].includes(part) && !/[\\?#]/.test(part));
  if (name === undefined || revision === undefined || path === undefined || isSafe !== true || name.includes('..')) {
    throw new InvalidInputError(
      `"${source}" is not the name of a file on the hub. Write hf:owner/name@commit/path, with the 40 digits of a commit.`,
      { code: 'evaluator/hub-id' },
    );
  }
  if (!/^[0-9a-f]{40}$/.test(revision)) {
    throw new InvalidInputError(
      `"${source}" names the revision "${revision}", which may change. Give the 40 digits of a commit ` +
        `(https://huggingface.co/datasets/${name}/commits).`,
      { code: 'evaluator/hub-id' },
    );
  }
  return { name, revision, path };
}

/**
 * The local path of a file on the hub, which is downloaded once: a commit does not change. From `HF_ENDPOINT` where it
 * is set, with the token in `HF_TOKEN`; not at all where `HF_HUB_OFFLINE` or `AGENTD_OFFLINE` is 1.
 * @throws EvaluatorError `evaluator/hub-missing`, `evaluator/hub-unauthorised`, `evaluator/hub-offline`,
 * `evaluator/hub-unreachable`, `evaluator/hub-failed`, `evaluator/source-too-large`
 * @throws AgentdError `evaluator/missing-dependency` when `@huggingface/hub` is not installed
 */
export async function downloadFromHub(source: string, options: HubOptions): Promise<string> {
  const { signal, environment = process.env } = options;
  signal?.throwIfAborted();
  const file = parseHubId(source);
  const target = join(options.cacheDir ?? cacheFolder(environment), 'benchmarks', file.name, file.revision, file.path);
  if (
    await stat(target).then(
      (found) => found.isFile(),
      () => false,
    )
  )
    return target;
  if (['HF_HUB_OFFLINE', 'AGENTD_OFFLINE'].some((name) => /^(?:1|true|yes|on)$/i.test(environment[name] ?? ''))) {
    throw new EvaluatorError(
      `${source} is not in the cache (${target}), and HF_HUB_OFFLINE or AGENTD_OFFLINE forbids the network. ` +
        'Load it once with the network, or give a local file.',
      { code: 'evaluator/hub-offline' },
    );
  }
  const bytes = await download(source, file, options);
  const partial = `${target}.${randomUUID()}.part`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await writeFile(partial, bytes, { signal });
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
  return target;
}

async function download(source: string, file: HubFile, options: HubOptions): Promise<Uint8Array> {
  const { signal, maxBytes, environment = process.env } = options;
  const peer = { name: '@huggingface/hub', version: '2.17.5', user: 'Benchmarks of the hub' };
  const hub = await optionalPeer({ ...peer, code: 'evaluator/missing-dependency' }, () => import('@huggingface/hub'));
  const { HF_ENDPOINT: hubUrl, HF_TOKEN: accessToken } = environment;
  try {
    const blob = await hub.downloadFile({
      repo: { type: 'dataset', name: file.name },
      path: file.path.split('/').map(encodeURIComponent).join('/'),
      revision: file.revision,
      fetch: (url, init) => fetch(url, { ...init, signal: signal ?? null }),
      ...(hubUrl ? { hubUrl: hubUrl.replace(/\/+$/, '') } : {}),
      ...(accessToken?.trim() ? { accessToken: accessToken.trim() } : {}),
    });
    if (blob === null) throw hubFault(source, 404);
    if (blob.size > maxBytes) throw hubFault(source, 'too-large', { size: blob.size, maxBytes });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    if (bytes.length !== blob.size) throw hubFault(source, 'cut', { size: blob.size, maxBytes });
    return bytes;
  } catch (cause) {
    signal?.throwIfAborted();
    if (EvaluatorError.isInstance(cause)) throw cause;
    throw hubFault(source, cause instanceof hub.HubApiError ? cause.statusCode : 'unreachable', undefined, cause);
  }
}

/** The user's cache folder by the habits of the system, or `AGENTD_CACHE_DIR`. */
function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { AGENTD_CACHE_DIR, LOCALAPPDATA, XDG_CACHE_HOME } = environment;
  if (AGENTD_CACHE_DIR) return AGENTD_CACHE_DIR;
  if (process.platform === 'win32') return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'agentd', 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'agentd');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'agentd');
}
