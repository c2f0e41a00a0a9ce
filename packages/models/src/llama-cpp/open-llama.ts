import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ModelError } from '@agentd/agent-core';
import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import { ChatTokenizer } from './chat-tokenizer.ts';
import { checkGgufFile, refusedFile } from './gguf-file.ts';
import { nativeModel } from './native.ts';
import type { LlamaCppSettings } from './options.ts';
import { loadLlamaCpp } from './peer.ts';
import { Sequences } from './sequences.ts';
import { defaultThreads } from '../local/options.ts';

/** Where no limit is given: the memory for it is taken at once, and models claim up to a million tokens. */
const DEFAULT_CONTEXT = 8192;
/** Tokens of a prompt that are run at a time; between two runs an abort takes effect. */
export const PROMPT_BATCH = 128;

/** A model in memory. */
export interface OpenedLlama {
  tokenizer: ChatTokenizer;
  sequences: Sequences;
  contextTokens: number;
  close(): Promise<void>;
}

/**
 * Loads a GGUF file. Nothing is downloaded, compiled or logged.
 * @throws ModelError `model/missing-dependency`, `model/not-found`, `model/bad-files`, `model/unsupported` or
 *   `model/out-of-memory`
 */
export async function openLlama(settings: LlamaCppSettings, signal: AbortSignal | undefined): Promise<OpenedLlama> {
  const { path, gpu, maxSamples, chatTemplate } = settings;
  const bytes = await checkGgufFile(path);
  const threads = settings.threads ?? defaultThreads(bytes);
  const said: string[] = [];
  const llama = await startLlama(gpu, threads, (message) => said.push(message.trim()));
  let model: LlamaModel | undefined;
  let context: LlamaContext | undefined;
  const release = async (): Promise<void> => {
    await context?.dispose();
    await model?.dispose();
    await llama.dispose();
  };
  try {
    signal?.throwIfAborted();
    model = await loadFile(llama, path, said, signal);
    const own = model.trainContextSize;
    const contextTokens = Math.min(own, settings.contextTokens ?? DEFAULT_CONTEXT);
    context = await model
      .createContext({
        sequences: maxSamples,
        contextSize: contextTokens,
        batchSize: Math.max(PROMPT_BATCH, maxSamples),
        threads,
        // Models with a sliding window would otherwise forget the prompt that samples share.
        swaFullCache: true,
        failedCreationRemedy: false,
        ...(signal === undefined ? {} : { createSignal: signal }),
      })
      .catch((cause: unknown) => {
        signal?.throwIfAborted();
        throw outOfMemory(path, contextTokens, maxSamples, said, cause);
      });
    const native = nativeModel(llama, model, context);
    const tokenizer = new ChatTokenizer(model, native, basename(path), chatTemplate);
    const sequences = new Sequences(native, maxSamples, tokenizer.vocabularySize);
    const close = async (): Promise<void> => {
      sequences.dispose();
      await release();
    };
    return { tokenizer, sequences, contextTokens, close };
  } catch (error) {
    await release();
    throw error;
  }
}

async function startLlama(
  gpu: LlamaCppSettings['gpu'],
  threads: number,
  onError: (message: string) => void,
): Promise<Llama> {
  const { getLlama, LlamaLogLevel, NoBinaryFoundError } = await loadLlamaCpp();
  try {
    return await getLlama({
      gpu: gpu === true ? 'auto' : gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: threads,
      logLevel: LlamaLogLevel.error,
      logger: (_, message) => onError(message),
    });
  } catch (cause) {
    if (!(cause instanceof NoBinaryFoundError)) throw cause;
    throw new ModelError(
      `node-llama-cpp has no binary for ${process.platform} ${process.arch} with gpu: ${JSON.stringify(gpu)}. ` +
        'Install it with its optional dependencies (npm install --include=optional node-llama-cpp@3.22.1), or give another gpu.',
      { code: 'model/missing-dependency', cause },
    );
  }
}

async function loadFile(
  llama: Llama,
  path: string,
  said: readonly string[],
  signal: AbortSignal | undefined,
): Promise<LlamaModel> {
  try {
    return await llama.loadModel({ modelPath: path, ...(signal === undefined ? {} : { loadSignal: signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    // What llama.cpp says comes from another thread, and may come after the failure.
    await setImmediate();
    throw refusedFile(path, said, cause);
  }
}

function outOfMemory(
  path: string,
  contextTokens: number,
  maxSamples: number,
  said: readonly string[],
  cause: unknown,
): ModelError {
  const reason = [...said, cause instanceof Error ? cause.message : String(cause)].join('; ');
  return new ModelError(
    `There is no memory for ${maxSamples} × ${contextTokens} tokens of ${path} (${reason}). Lower contextTokens or maxSamples.`,
    { code: 'model/out-of-memory', cause },
  );
}
