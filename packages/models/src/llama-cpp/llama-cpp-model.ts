import { basename, resolve } from 'node:path';
import type { LanguageModel } from '@agentd/agent-core';
import { EngineModel } from '../engine-model.ts';
import { LlamaCppClient } from './engine-client.ts';
import { Engine } from './engine.ts';
import { openLlama } from './open-llama.ts';
import { checkLlamaCppOptions, type LlamaCppModelOptions } from './options.ts';

/**
 * Loads a chat model from a GGUF file and runs it with llama.cpp. Needs the package `node-llama-cpp` with its prebuilt
 * binaries; nothing is downloaded or compiled. The prompt is read once for all samples of a request.
 *
 * @throws InvalidInputError `model/bad-options`
 * @throws ModelError `model/missing-dependency`, `model/not-found`, `model/bad-files`, `model/unsupported` or
 *   `model/out-of-memory`
 */
export async function llamaCppModel(options: LlamaCppModelOptions): Promise<LanguageModel> {
  const settings = checkLlamaCppOptions(options);
  options.signal?.throwIfAborted();
  const path = resolve(settings.path);
  const opened = await openLlama({ ...settings, path }, options.signal);
  return new EngineModel(settings.id ?? basename(path, '.gguf'), new LlamaCppClient(new Engine(opened)));
}
