import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ModelError } from '@agentd/agent-core';
import { onnxFileName } from '../model-folder-layout.ts';
import { externalDataFiles } from '../model-folder-weights.ts';
import { dtypes, type Dtype } from '../options.ts';
import { downloadFile, type DownloadProgress } from './download-file.ts';
import type { HubFile } from './hub-errors.ts';
import { requestFile, type Access } from './request-file.ts';

/** Which model to download, from where and to where. */
export interface DownloadSettings {
  /** Name on the hub, such as `onnx-community/Qwen2.5-0.5B-Instruct`. */
  model: string;
  /** Branch, tag or commit. */
  revision: string;
  dtype: 'auto' | Dtype;
  /** Folder of all downloaded models. */
  cacheDir: string;
  endpoint: string;
  token: string | undefined;
  offline: boolean;
  onProgress: (progress: DownloadProgress) => void;
  signal: AbortSignal | undefined;
}

const needed = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const optional = ['generation_config.json', 'chat_template.jinja'];

/**
 * Downloads what a model needs and its folder lacks; gives the folder. Files that are there are not asked for again, so
 * a whole folder needs no network. Names and addresses are those of transformers.js. It can't do the download itself: it
 * downloads weights only to load them in the same call, can't be aborted, takes up no broken download, checks no size,
 * and its settings (host, cache, fetch) are one global object.
 *
 * @throws ModelError `model/not-found`, `model/unauthorised`, `model/unreachable`, `model/rate-limited`,
 * `model/server-error`, `model/connection-lost`, `model/disk-full`, `model/bad-files`; `model/offline` when files are
 * missing and the network may not be used
 */
export async function downloadModel(settings: DownloadSettings): Promise<string> {
  const { model, revision, cacheDir, offline } = settings;
  settings.signal?.throwIfAborted();
  const folder = join(cacheDir, 'models', ...model.split('/'), encodeURIComponent(revision));
  const weights = await presentWeights(folder, settings.dtype);
  const missing = await absent(folder, needed);
  if (weights === undefined) missing.push(`onnx/${wantedWeights(settings.dtype)[0]}`);
  else missing.push(...(await absent(folder, externalNames(folder, weights))));
  if (missing.length === 0) return folder;
  if (offline) {
    throw new ModelError(
      `${missing.join(', ')} of "${model}" ${missing.length === 1 ? 'is' : 'are'} not in ${folder}, and the network may ` +
        'not be used (offline, HF_HUB_OFFLINE or AGENTD_OFFLINE). Load the model once with the network, or copy the folder.',
      { code: 'model/offline' },
    );
  }
  // Weights come last: a folder that has them has also had its chance of the optional files.
  for (const file of await absent(folder, optional)) await fetchInto(folder, file, settings);
  for (const file of await absent(folder, needed)) {
    if (!(await fetchInto(folder, file, settings))) throw noSuchFile(file, settings);
  }
  const graph = weights ?? (await fetchWeights(folder, settings));
  for (const file of await absent(folder, externalNames(folder, graph))) {
    if (!(await fetchInto(folder, file, settings))) throw noSuchFile(file, settings);
  }
  return folder;
}

async function fetchWeights(folder: string, settings: DownloadSettings): Promise<string> {
  for (const name of wantedWeights(settings.dtype)) {
    if (await fetchInto(folder, `onnx/${name}`, settings)) return name;
  }
  const { model, dtype, revision, endpoint } = settings;
  const access: Access = settings;
  const found = await Promise.all(
    dtypes.map(async (other) => {
      const file = `onnx/${onnxFileName(other)}`;
      const remote = await requestFile({ model, revision, file, endpoint }, access, { method: 'HEAD' });
      return remote === undefined ? [] : [other];
    }),
  );
  const present = found.flat();
  throw new ModelError(
    present.length === 0
      ? `"${model}" has no ONNX weights of a decoder (onnx/model*.onnx). Use an export of it, such as those of onnx-community.`
      : `"${model}" has no ${dtype} weights; it has ${present.join(', ')}. Choose one of these as dtype.`,
    { code: 'model/not-found' },
  );
}

function fetchInto(folder: string, file: string, settings: DownloadSettings): Promise<boolean> {
  const { model, revision, endpoint } = settings;
  const wanted: HubFile = { model, revision, file, endpoint };
  return downloadFile(wanted, join(folder, file), settings, settings.onProgress);
}

async function presentWeights(folder: string, dtype: 'auto' | Dtype): Promise<string | undefined> {
  const wanted = wantedWeights(dtype);
  const lacking = new Set(
    await absent(
      folder,
      wanted.map((name) => `onnx/${name}`),
    ),
  );
  return wanted.find((name) => !lacking.has(`onnx/${name}`));
}

function wantedWeights(dtype: 'auto' | Dtype): string[] {
  return (dtype === 'auto' ? dtypes : [dtype]).map(onnxFileName);
}

function externalNames(folder: string, weights: string): string[] {
  return externalDataFiles(join(folder, 'onnx', basename(weights))).map((name) => `onnx/${name}`);
}

async function absent(folder: string, files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(files.map((file) => stat(join(folder, file)).catch(() => undefined)));
  return files.filter((_, at) => found[at]?.isFile() !== true);
}

function noSuchFile(file: string, { model, revision, endpoint }: DownloadSettings): ModelError {
  return new ModelError(
    `"${model}" (${revision}) has no ${file} on ${new URL(endpoint).host}, or there is no such model. Check its name ` +
      '(owner/name), and that it is an export for transformers.js.',
    { code: 'model/not-found' },
  );
}
