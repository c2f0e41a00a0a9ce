import { ModelError, type FinishReason } from '@agentd/agent-core';
import { emptyAnswer, emptyError, type RawChunk, type RawSample } from './answer.ts';
import type { RawUsage, TokenLogprob } from './answer-schemas.ts';
import type { ErrorContext } from './api-errors.ts';
import { ThinkingSplitter } from './thinking.ts';

/** One sample put together from the pieces of a streamed answer. */
export class StreamedSample {
  readonly #thinking: ThinkingSplitter | undefined;
  readonly #logprobs: TokenLogprob[] = [];
  /** Whether any piece has come. */
  hasBegun = false;
  #text = '';
  #reasoning = '';
  #finishReason: FinishReason | undefined;
  #stopString: string | undefined;
  #usage: RawUsage | undefined;

  constructor(separateThinking: boolean) {
    if (separateThinking) this.#thinking = new ThinkingSplitter();
  }

  add({ text, reasoning, logprobs, usage, finishReason, stopString }: RawChunk): void {
    this.hasBegun = true;
    if (this.#thinking === undefined) this.#text += text;
    else {
      this.#thinking.push(text);
      this.#text = this.#thinking.answer;
    }
    this.#reasoning += reasoning;
    if (logprobs !== undefined) this.#logprobs.push(...logprobs);
    if (usage !== undefined) this.#usage = usage;
    this.#finishReason ??= finishReason;
    this.#stopString ??= stopString;
  }

  /** The answer so far, without thinking that is kept apart. */
  get text(): string {
    return this.#text;
  }

  /** What was generated so far, to estimate tokens from. */
  get generated(): string {
    return this.#text + this.reasoning;
  }

  get reasoning(): string {
    return [this.#reasoning, this.#thinking?.reasoning ?? ''].filter((text) => text !== '').join('\n');
  }

  /** Tokens as far as the server told, or as many as it listed. */
  get usage(): RawUsage {
    const listed = this.#logprobs.length > 0 ? this.#logprobs.length : undefined;
    const none: RawUsage = { promptTokens: undefined, completionTokens: undefined, cachedPromptTokens: undefined };
    const usage = this.#usage ?? none;
    return { ...usage, completionTokens: usage.completionTokens ?? listed };
  }

  /** No more pieces come. */
  end(): void {
    this.#thinking?.end();
    this.#text = this.#thinking?.answer ?? this.#text;
  }

  /** @param isCut whether the stream was left at a stop string, before its end */
  sample(isCut: boolean, context: ErrorContext): RawSample {
    if (this.#finishReason === undefined && !isCut) {
      throw new ModelError(`${context.url} ended the stream before the answer was whole.`, {
        code: 'model/connection-lost',
        isRetryable: true,
      });
    }
    const sample: RawSample = {
      text: this.#text,
      reasoning: this.reasoning,
      finishReason: this.#finishReason ?? 'stop',
      stopString: this.#stopString,
      logprobs: this.#logprobs.length > 0 ? this.#logprobs : undefined,
    };
    const empty = isCut ? undefined : emptyAnswer(sample, false);
    if (empty !== undefined) throw emptyError(empty, context);
    return sample;
  }
}
