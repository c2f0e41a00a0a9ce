import { randomInt } from 'node:crypto';
import {
  checkCompletionRequest,
  InvalidInputError,
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
import { ChatApi } from './chat-api.ts';
import { dialectOf, kindFromAddress } from './dialect.ts';
import { checkOpenAIOptions, type OpenAIModelOptions, type OpenAISettings } from './options.ts';
import { SampleRun } from './sample-run.ts';
import { ServerSession } from './server-session.ts';
import { streamCompletion } from './streaming.ts';

/**
 * A model behind an OpenAI-compatible chat completions API: OpenAI, vLLM, SGLang, llama.cpp, Ollama, TGI, DeepSeek and
 * others. What a server lacks is emulated: several samples by several requests, a prefill by an instruction whose
 * effect is checked, stop strings by cutting. Nothing is sent before the first call.
 *
 * @throws InvalidInputError `model/bad-options`
 * @throws ModelError `model/unauthorised` when OpenAI's own API is meant and there is no key
 */
export function openaiModel(options: OpenAIModelOptions): LanguageModel {
  return new OpenAIModel(checkOpenAIOptions(options, process.env));
}

class OpenAIModel implements LanguageModel {
  readonly id: string;
  readonly #session: ServerSession;

  constructor(settings: OpenAISettings) {
    this.id = settings.id;
    this.#session = new ServerSession(new ChatApi(settings), settings);
  }

  /** For `server: 'auto'` what is known so far; the first call may tell more. */
  get capabilities(): ModelCapabilities {
    const { settings, known } = this.#session;
    const fromOptions = settings.server === 'auto' ? kindFromAddress(settings.baseURL) : settings.server;
    const dialect = known ?? dialectOf(fromOptions ?? 'generic');
    return {
      n: dialect.n && !this.#session.learned.singleSamples,
      prefill: dialect.prefill !== undefined,
      seed: dialect.seed && !this.#session.learned.noSeed,
      logprobs: settings.logprobs && dialect.logprobs && !this.#session.learned.noLogprobs,
      streaming: true,
    };
  }

  async complete(request: CompletionRequest, options: CallOptions = {}): Promise<CompletionResult> {
    const completions: Completion[] = [];
    const samples = this.#sample(prepare(request), options, this.#session.settings.parallelSamples);
    for (;;) {
      const { done, value } = await samples.next();
      if (done === true) return { completions: completions.toSorted((a, b) => a.index - b.index), ...value };
      completions.push(value);
    }
  }

  async *sample(request: CompletionRequest, options: SampleOptions = {}): AsyncGenerator<Completion, SampleSummary> {
    return yield* this.#sample(prepare(request), options, this.#session.settings.parallelSamples);
  }

  async *stream(request: CompletionRequest, options: CallOptions = {}): AsyncGenerator<CompletionChunk> {
    const checked = prepare(request);
    if (checked.n !== 1) {
      throw new InvalidInputError(`stream() gives one sample, but n is ${checked.n}; use sample() for several.`, {
        code: 'model/bad-request',
      });
    }
    yield* streamCompletion(this.#session, checked, options.signal);
  }

  async *#sample(
    request: CheckedCompletionRequest,
    { signal, enough }: SampleOptions,
    parallel: boolean,
  ): AsyncGenerator<Completion, SampleSummary> {
    signal?.throwIfAborted();
    const run = new SampleRun(this.#session, request, { signal, enough, parallel });
    try {
      return yield* run.samples();
    } finally {
      run.cancel();
    }
  }
}

/** Sampling without a seed gets one, so that parallel requests can't end up with the same. */
function prepare(request: CompletionRequest): CheckedCompletionRequest {
  const checked = checkCompletionRequest(request);
  const seed = checked.seed ?? (checked.temperature > 0 && checked.n > 1 ? randomInt(2 ** 47) : undefined);
  return { ...checked, seed };
}
