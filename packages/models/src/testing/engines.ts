import {
  checkCompletionRequest,
  type CallOptions,
  type Completion,
  type CompletionRequest,
  type Usage,
} from '@agentd/agent-core';
import { checkLlamaCppOptions, type LlamaCppModelOptions } from '../llama-cpp/options.ts';
import { Engine as LlamaCppEngine } from '../llama-cpp/engine.ts';
import { openLlama } from '../llama-cpp/open-llama.ts';
import { Engine as OnnxEngine, type EngineObserver, type EngineRequest } from '../local/engine.ts';
import type { LocalModelOptions } from '../local/options.ts';

/** A request with what only benchmarks ask for. */
export interface BenchmarkRequest extends CompletionRequest {
  seed: number;
  /** Most tokens of each sample by index: samples end at moments known beforehand, whatever they say. */
  limits?: readonly number[];
}

/** A model without its worker thread, for benchmarks. */
export interface BenchmarkEngine {
  /** Tokens that went through the model so far, each sample's counted. */
  readonly fedTokens: number;
  /** Whether samples share the attention cache of their prompt. */
  readonly sharesPrefix: boolean;
  sample(request: BenchmarkRequest, options?: CallOptions): Promise<{ completions: Completion[]; usage: Usage }>;
  close(): Promise<void>;
}

/** Opens the model that `localModel` would, in the calling thread. Decoding blocks it. */
export async function onnxEngine(options: LocalModelOptions & { path: string }): Promise<BenchmarkEngine> {
  const { path, dtype = 'auto', threads, maxContext, sharePrefix = true, reuseAnswers = true, ...rest } = options;
  const { cacheDir, promptChunk } = rest;
  const settings = { path, dtype, threads, maxContext, sharePrefix, reuseAnswers, cacheDir, promptChunk };
  const engine = await OnnxEngine.open(settings);
  return benchmarkEngine(engine, engine.prefixSharing.shared);
}

/** Opens the model that `llamaCppModel` would. */
export async function llamaCppEngine(options: LlamaCppModelOptions): Promise<BenchmarkEngine> {
  return benchmarkEngine(new LlamaCppEngine(await openLlama(checkLlamaCppOptions(options), options.signal)), true);
}

interface Generator {
  readonly fedTokens: number;
  generate(request: EngineRequest, observer: EngineObserver): Promise<Usage>;
  close(): Promise<void>;
}

function benchmarkEngine(engine: Generator, sharesPrefix: boolean): BenchmarkEngine {
  return {
    get fedTokens() {
      return engine.fedTokens;
    },
    sharesPrefix,
    async sample({ limits, seed, ...request }, { signal } = {}) {
      const completions: Completion[] = [];
      const asked = { ...checkCompletionRequest(request), seed, ...(limits === undefined ? {} : { limits }) };
      const usage = await engine.generate(asked, {
        onCompletion: (completion) => completions.push(completion),
        stopped: () => signal?.aborted === true,
      });
      signal?.throwIfAborted();
      return { completions: completions.toSorted((one, other) => one.index - other.index), usage };
    },
    close: () => engine.close(),
  };
}
