import { basename, resolve } from 'node:path';
import type { LanguageModel } from '@agentd/agent-core';
import { EngineModel } from '../engine-model.ts';
import type { PrefixSharing } from './open-decoder.ts';
import { downloadModel } from './hub/download-model.ts';
import { checkLocalOptions, type LocalModelOptions } from './options.ts';
import { defaultCacheDir } from './shared-prefix/graph-store.ts';
import { WorkerClient } from './worker-client.ts';

/**
 * Loads a chat model from a local folder in the transformers.js layout, or from the Hugging Face hub, and runs it on the
 * CPU in a worker thread. Needs the packages `@huggingface/transformers` and `onnxruntime-node`. The network is used for
 * a `model` whose files are not in the cache folder yet, and for nothing else.
 *
 * @throws InvalidInputError `model/bad-options`
 * @throws ModelError `model/missing-dependency`, `model/not-found`, `model/bad-files`, `model/out-of-memory` or
 * `model/unsupported`; for a download also `model/unauthorised`, `model/offline`, `model/unreachable`,
 * `model/rate-limited`, `model/server-error`, `model/connection-lost` or `model/disk-full`
 */
export async function localModel(options: LocalModelOptions): Promise<LocalModel> {
  const { signal } = options;
  const { id, source, settings } = checkLocalOptions(options);
  const { dtype, cacheDir = defaultCacheDir() } = settings;
  const path = 'path' in source ? source.path : await downloadModel({ ...source, dtype, cacheDir, signal });
  const client = new WorkerClient({ ...settings, path });
  const prefixSharing = await client.ready(signal);
  return new WorkerModel(id ?? ('path' in source ? basename(resolve(path)) : source.model), client, prefixSharing);
}

/** A model that runs in this process. */
export interface LocalModel extends LanguageModel {
  /** Whether samples share the attention cache of their prompt, or have copies of it and why. */
  readonly prefixSharing: PrefixSharing;
}

class WorkerModel extends EngineModel implements LocalModel {
  readonly prefixSharing: PrefixSharing;

  constructor(id: string, client: WorkerClient, prefixSharing: PrefixSharing) {
    super(id, client);
    this.prefixSharing = prefixSharing;
  }
}
