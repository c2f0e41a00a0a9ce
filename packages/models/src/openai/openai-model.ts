import { randomInt } from 'node:crypto';
import {
  checkCompletionRequest,
  type CallOptions,
  type CheckedCompletionRequest,
  type Completion,
  type CompletionChunk,
  type CompletionRequest,
  type CompletionResult,
  type LanguageModel,
  type ModelCapabilities,
  type SampleOptions,
  type SampleSummary,
} from '@agentd/agent-core';
import { checkStreamsOne, collectSamples } from '../collect-samples.ts';
import { ChatApi } from './chat-api.ts';
import { deadlineError } from './api-errors.ts';
import { checkOpenAIOptions, type OpenAIModelOptions, type OpenAISettings } from './options.ts';
import { SampleRun } from './sample-run.ts';
import { ServerSession } from './server-session.ts';
import { streamCompletion } from './streaming.ts';
import { TimeLimit } from './time-limit.ts';
import type { UsageTotals } from './usage-meter.ts';

/** A {@link LanguageModel} behind a server. */
export interface OpenAIModel extends LanguageModel {
  /** What all calls so far used. */
  usage(): UsageTotals;
}

/**
 * A model behind an OpenAI-compatible chat completions API: OpenAI, vLLM, SGLang, llama.cpp, Ollama, LM Studio, TGI,
 * DeepSeek, OpenRouter and others. What a server lacks is emulated: several samples by several requests, a prefill by an instruction whose
 * effect is checked, stop strings by cutting. Nothing is sent before the first call.
 *
 * @throws InvalidInputError `model/bad-options`
 * @throws ModelError `model/unauthorised` when OpenAI's own API is meant and there is no key
 */
export function openaiModel(options: OpenAIModelOptions): OpenAIModel {
  return new ServerModel(checkOpenAIOptions(options, process.env));
}

class ServerModel implements OpenAIModel {
  readonly id: string;
  readonly #session: ServerSession;

  constructor(settings: OpenAISettings) {
    this.id = settings.id;
    this.#session = new ServerSession(new ChatApi(settings), settings);
  }

  /** For `server: 'auto'` what is known so far; the first call may tell more. */
  get capabilities(): ModelCapabilities {
    const { settings, assumed, learned } = this.#session;
    return {
      n: assumed.n && learned.mostSamples > 1,
      prefill: assumed.prefill !== undefined,
      seed: assumed.seed && !learned.noSeed,
      logprobs: settings.logprobs && assumed.logprobs && !learned.noLogprobs,
      streaming: true,
    };
  }

  usage(): UsageTotals {
    return this.#session.api.meter.totals;
  }

  async complete(request: CompletionRequest, options: CallOptions = {}): Promise<CompletionResult> {
    return collectSamples(this.sample(request, options));
  }

  async *sample(request: CompletionRequest, options: SampleOptions = {}): AsyncGenerator<Completion, SampleSummary> {
    const checked = prepare(request);
    options.signal?.throwIfAborted();
    const limit = this.#limit(options.signal);
    const run = new SampleRun(this.#session, checked, { signal: limit.signal, enough: options.enough });
    try {
      return yield* run.samples();
    } finally {
      run.cancel();
      limit.end();
    }
  }

  async *stream(request: CompletionRequest, options: CallOptions = {}): AsyncGenerator<CompletionChunk> {
    const checked = prepare(request);
    checkStreamsOne(checked.n);
    options.signal?.throwIfAborted();
    const limit = this.#limit(options.signal);
    try {
      yield* streamCompletion(this.#session, checked, limit.signal);
    } finally {
      limit.end();
    }
  }

  #limit(signal: AbortSignal | undefined): TimeLimit {
    const { api, settings } = this.#session;
    const { totalTimeoutMs } = settings;
    return new TimeLimit(totalTimeoutMs, signal, () => deadlineError(api.context.url, totalTimeoutMs ?? 0));
  }
}

/** Sampling without a seed gets one, so that parallel requests can't end up with the same. */
function prepare(request: CompletionRequest): CheckedCompletionRequest {
  const checked = checkCompletionRequest(request);
  const seed = checked.seed ?? (checked.temperature > 0 && checked.n > 1 ? randomInt(2 ** 47) : undefined);
  return { ...checked, seed };
}
