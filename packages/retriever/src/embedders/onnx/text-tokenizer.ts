import type { PreTrainedTokenizer } from '@huggingface/transformers';
import { loadTransformers } from './peers.ts';
import { badModel } from './read-json.ts';

/** The tokens of a text as the model takes them. */
export interface TokenizedText {
  ids: number[];
  /** How many there were before the text was cut. */
  uncut: number;
}

/** A model's tokenizer, with a limit on the length of a text. */
export class TextTokenizer {
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #limit: number;
  /** Special tokens before and after each text. */
  readonly #head: readonly number[];
  readonly #tail: readonly number[];
  /** Fills up short texts; the mask hides it. */
  readonly padId: number;

  private constructor(tokenizer: PreTrainedTokenizer, limit: number) {
    this.#tokenizer = tokenizer;
    this.#limit = limit;
    const inner = this.#inner('a');
    const whole = tokenizer.encode('a');
    const at = whole.findIndex((_, from) => inner.every((id, i) => whole[from + i] === id));
    this.#head = whole.slice(0, Math.max(at, 0));
    this.#tail = whole.slice(Math.max(at, 0) + inner.length);
    const pad: unknown = tokenizer.pad_token_id;
    this.padId = typeof pad === 'number' ? pad : 0;
  }

  /**
   * Loads the tokenizer from a model's folder and from nowhere else.
   * @param limit most tokens of a text, special ones included
   * @throws RetrieverError `retriever/missing-dependency` or `retriever/bad-model`
   */
  static async open(path: string, limit: number): Promise<TextTokenizer> {
    const { AutoTokenizer } = await loadTransformers();
    try {
      return new TextTokenizer(await AutoTokenizer.from_pretrained(path, { local_files_only: true }), limit);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw badModel(
        `The tokenizer in ${path} can't be loaded: ${reason}. Check tokenizer.json and its config.`,
        cause,
      );
    }
  }

  /** Tokens of a text; of a long one the beginning, and the special tokens that end it all the same. */
  encode(text: string): TokenizedText {
    const inner = this.#inner(text);
    const special = this.#head.length + this.#tail.length;
    const kept = inner.slice(0, Math.max(0, this.#limit - special));
    return { ids: [...this.#head, ...kept, ...this.#tail], uncut: inner.length + special };
  }

  #inner(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false });
  }
}
