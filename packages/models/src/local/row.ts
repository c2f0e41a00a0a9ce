import type { Completion, FinishReason } from '@agentd/agent-core';
import type { Random } from '../random.ts';
import { StopMatcher } from '../stop-matcher.ts';
import { TokenText, type Decode } from './token-text.ts';

/** What all rows of a request share. */
export interface RowRules {
  decode: Decode;
  stops: readonly string[];
  endIds: ReadonlySet<number>;
  hiddenIds: ReadonlySet<number>;
  /** Most tokens to generate. */
  limit: number;
  /** Lower limits of single rows, by index. */
  limits?: readonly number[] | undefined;
}

/** One sample while it is generated. */
export class Row {
  readonly index: number;
  readonly random: Random;
  readonly #rules: RowRules;
  readonly #tokenText: TokenText;
  readonly #matcher: StopMatcher;
  #logprob = 0;
  #emitted = 0;
  #finishReason: FinishReason | undefined;
  #stopString: string | undefined;
  /** Generated tokens. */
  readonly ids: number[] = [];
  /** Which row of the model's last output this sample goes on from; others with the same tokens so far share it. */
  source = 0;

  constructor(index: number, random: Random, rules: RowRules) {
    this.index = index;
    this.random = random;
    this.#rules = rules;
    this.#tokenText = new TokenText(rules.decode);
    this.#matcher = new StopMatcher(rules.stops);
  }

  /** Takes the sampled token; returns whether the sample goes on. */
  accept(id: number, logprob: number): boolean {
    this.ids.push(id);
    this.#logprob += logprob;
    const { endIds, hiddenIds, limit, limits } = this.#rules;
    const ended = endIds.has(id) && !this.#isStopToken(id);
    let piece = ended || hiddenIds.has(id) ? '' : this.#tokenText.push(id);
    const last = ended || this.ids.length >= Math.min(limit, limits?.[this.index] ?? limit);
    if (last) piece += this.#tokenText.flush();
    this.#stopString = this.#matcher.push(piece);
    if (this.#stopString !== undefined || ended) this.#finishReason = 'stop';
    else if (last) this.#finishReason = 'length';
    return this.#finishReason === undefined;
  }

  /** Tokens of the prompt and of this sample. */
  *seen(prompt: readonly number[]): Generator<number> {
    yield* prompt;
    yield* this.ids;
  }

  /** Text that has become certain since the last call. */
  takeText(): string {
    const { text } = this.#matcher;
    const certain = this.#finishReason === undefined ? this.#matcher.certainLength : text.length;
    const piece = text.slice(this.#emitted, certain);
    this.#emitted = Math.max(this.#emitted, certain);
    return piece;
  }

  /** The finished sample. */
  completion(): Completion {
    return {
      index: this.index,
      text: this.#matcher.text,
      finishReason: this.#finishReason ?? 'other',
      ...(this.#stopString === undefined ? {} : { stopString: this.#stopString }),
      tokens: this.ids.length,
      logprob: this.#logprob,
    };
  }

  /** An end-of-turn token that is also asked for as a stop string is reported as that stop string. */
  #isStopToken(id: number): boolean {
    return this.#rules.stops.length > 0 && this.#rules.stops.includes(this.#rules.decode([id]));
  }
}
