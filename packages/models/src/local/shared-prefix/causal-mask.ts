import type { GraphWriter } from '../onnx/graph-writer.ts';
import { elementType } from '../onnx/model.ts';
import type { CacheInput } from './layers.ts';
import type { SharedAttention } from './shared-attention.ts';

/** Low enough to leave nothing after softmax, in 32 and in 16 bits. */
const HIDDEN = { float32: -1e9, float16: -65_504 };

/** What is added to the score of a key that may not be seen. */
export function hiddenScore(writer: GraphWriter, element: number): string {
  return writer.floatOf(element === elementType.float32 ? HIDDEN.float32 : HIDDEN.float16, element);
}

/** What a token may not look at, as numbers to add to its scores. */
export class CausalMask {
  readonly #writer: GraphWriter;
  readonly #made = new Map<string, string>();
  readonly #prefix: string;
  /** Tokens of a row before the new ones. */
  readonly #past: string;
  /** The same with the new ones. */
  readonly #suffix: string;
  /** Position of the first new token, as a list of one number. */
  readonly start: string;

  constructor(writer: GraphWriter, attention: SharedAttention, caches: readonly CacheInput[]) {
    this.#writer = writer;
    this.#prefix = attention.prefixLength;
    this.#past = attention.dimension(caches[0]?.past ?? '', 2);
    this.#suffix = writer.add('Add', [this.#past, attention.dimension('input_ids', 1)]);
    this.start = writer.add('Add', [this.#prefix, this.#past]);
  }

  /** For keys of the suffix, when all of the prefix may be seen: [tokens, suffix]. */
  causal(element: number): string {
    return this.#once(`causal ${element}`, () => {
      const [queries, keys] = [this.#column(this.#past, this.#suffix), this.#row(this.#suffix)];
      return this.#hide(this.#writer.add('LessOrEqual', [keys, queries]), element);
    });
  }

  /** For all keys: the token's own and those before, of these only the last `window` unless negative: [tokens, keys]. */
  window(window: number, element: number): string {
    return this.#once(`window ${window} ${element}`, () => {
      const writer = this.#writer;
      const end = writer.add('Add', [this.#prefix, this.#suffix]);
      const [queries, keys] = [this.#column(this.start, end), this.#row(end)];
      const before = writer.add('LessOrEqual', [keys, queries]);
      if (window < 0) return this.#hide(before, element);
      const first = writer.add('Sub', [queries, writer.integer(window - 1)]);
      return this.#hide(writer.add('And', [before, writer.add('GreaterOrEqual', [keys, first])]), element);
    });
  }

  #once(key: string, make: () => string): string {
    const known = this.#made.get(key) ?? make();
    this.#made.set(key, known);
    return known;
  }

  #hide(visible: string, element: number): string {
    const writer = this.#writer;
    return writer.add('Where', [visible, writer.floatOf(0, element), hiddenScore(writer, element)]);
  }

  #column(from: string, to: string): string {
    return this.#writer.add('Unsqueeze', [this.#range(this.#scalar(from), to), this.#writer.integers(1)]);
  }

  #row(to: string): string {
    return this.#writer.add('Unsqueeze', [this.#range(this.#writer.integer(0), to), this.#writer.integers(0)]);
  }

  #range(from: string, to: string): string {
    return this.#writer.add('Range', [from, this.#scalar(to), this.#writer.integer(1)]);
  }

  #scalar(list: string): string {
    return this.#writer.add('Squeeze', [list, this.#writer.integers(0)]);
  }
}
