import type { Usage } from './usage.ts';

/** One turn of a conversation, as chat templates take it. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** What a model is asked for. */
export interface CompletionRequest {
  messages: readonly ChatMessage[];
  /** How many independent samples; default 1. */
  n?: number;
  /** 0 is greedy; default 0. */
  temperature?: number;
  /** Nucleus sampling: the smallest set of tokens whose probability reaches this; default 1. */
  topP?: number;
  /**
   * Only this many of the likeliest tokens are drawn from; default is all. An adapter whose model can't be told this, or
   * the two below, refuses them with `model/unsupported`.
   */
  topK?: number;
  /** Tokens less likely than this part of the likeliest one, after temperature, are not drawn; default 0. */
  minP?: number;
  /** Above 1 makes tokens of the prompt and of the answer so far less likely (Keskar et al. 2019); default 1. */
  repetitionPenalty?: number;
  /** Most tokens to generate for each sample; default is the model's own limit. */
  maxTokens?: number;
  /** Generation ends before the first of these; the text that is returned does not hold it. */
  stop?: readonly string[];
  /** Makes sampling repeatable where `capabilities.seed` is true; sample `i` is independent of the others. */
  seed?: number;
  /** Text that the assistant turn begins with; the completion goes on from there and does not repeat it. */
  prefill?: string;
}

/** Why a completion ended. `stop`: end of turn or a stop string. `length`: the token limit. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'other';

/** One sample. */
export interface Completion {
  /** 0 to n-1: which of the samples this is. */
  index: number;
  /** Generated text, without the prefill and without the stop string. */
  text: string;
  finishReason: FinishReason;
  /** The stop string that ended it, where the model says so. */
  stopString?: string;
  /** Generated tokens; estimated (and so marked in `usage`) where a server reports only totals. */
  tokens: number;
  /** Natural logarithm of the probability of the whole completion under the sampling distribution at temperature 1. */
  logprob?: number;
  /** What the model thought before the answer, where it comes apart from it; not part of `text`. */
  reasoning?: string;
}

/** All samples of one request, ordered by index. */
export interface CompletionResult {
  completions: Completion[];
  usage: Usage;
  /** How the prefill was honoured: by the server's own continuation or by an instruction that was then checked. */
  prefillMethod?: 'native' | 'instruction';
}

/** What a model does by itself. Whatever is false is emulated by the adapter or refused with a `ModelError`. */
export interface ModelCapabilities {
  n: boolean;
  prefill: boolean;
  seed: boolean;
  logprobs: boolean;
  streaming: boolean;
}

/** Options of every call. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** Options of {@link LanguageModel.sample}. */
export interface SampleOptions extends CallOptions {
  /** Once aborted, no further sample is needed: the model stops drawing and returns what was used. */
  enough?: AbortSignal | undefined;
}

/** A piece of a streamed answer: text as it comes, and last the whole completion. */
export type CompletionChunk =
  | { type: 'text'; text: string }
  | { type: 'completion'; completion: Completion; usage: Usage };

/**
 * A language model behind one interface.
 * Every implementation passes `describeLanguageModel` from `@agentd/agent-core/testing`.
 */
export interface LanguageModel {
  /** The model's name as it stands in trajectories, such as `Qwen/Qwen2.5-0.5B-Instruct`. */
  readonly id: string;
  readonly capabilities: ModelCapabilities;
  /**
   * Draws `n` samples.
   * @throws ModelError when the server refuses, fails or the request asks for what it can't do
   */
  complete(request: CompletionRequest, options?: CallOptions): Promise<CompletionResult>;
  /**
   * The same samples one by one, in the order in which they end; returning early cancels the rest.
   * Optional: {@link sampleCompletions} falls back to `complete`.
   */
  sample?(request: CompletionRequest, options?: SampleOptions): AsyncGenerator<Completion, SampleSummary>;
  /** One sample (`n` must be 1) as it is generated. Present where `capabilities.streaming`. */
  stream?(request: CompletionRequest, options?: CallOptions): AsyncIterable<CompletionChunk>;
  /** Frees what the model holds (memory, workers, connections). */
  close?(): Promise<void>;
}

/** What {@link LanguageModel.sample} returns once it is exhausted. */
export interface SampleSummary {
  usage: Usage;
  prefillMethod?: 'native' | 'instruction';
}

/** Samples as they end where the model can (`sample`), and all at once where it can't (`complete`). */
export async function* sampleCompletions(
  model: LanguageModel,
  request: CompletionRequest,
  options: SampleOptions = {},
): AsyncGenerator<Completion, SampleSummary> {
  if (model.sample !== undefined) return yield* model.sample(request, options);
  const { completions, ...summary } = await model.complete(request, options);
  yield* completions;
  return summary;
}
