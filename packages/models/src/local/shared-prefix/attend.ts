import type { GraphWriter } from '../onnx/graph-writer.ts';
import type { AttentionCall } from './attention-call.ts';
import { CausalMask } from './causal-mask.ts';
import type { CacheInput } from './layers.ts';
import type { SharedAttention, SharedSlot } from './shared-attention.ts';

/** Writes attention over prefix and suffix in place of an operator that knew one cache. */
export class AttentionWriter {
  readonly #writer: GraphWriter;
  readonly #attention: SharedAttention;
  readonly mask: CausalMask;

  constructor(writer: GraphWriter, attention: SharedAttention, caches: readonly CacheInput[]) {
    this.#writer = writer;
    this.#attention = attention;
    this.mask = new CausalMask(writer, attention, caches);
  }

  /** @param element type of the queries */
  write(call: AttentionCall, keys: SharedSlot, values: SharedSlot, element: number, output: string): void {
    const writer = this.#writer;
    const attention = this.#attention;
    const queries = writer.add('Mul', [call.queries, writer.floatOf(call.scale, element)]);
    const capped = call.softcap > 0;
    const late = capped || call.window >= 0;
    const early = call.causal && !late ? this.mask.causal(element) : undefined;
    let scores = attention.scores(queries, keys, early);
    if (capped) scores = this.#capped(scores, writer.floatOf(call.softcap, element));
    const masks = call.causal && late ? [this.mask.window(call.window, element), ...call.biases] : call.biases;
    for (const mask of masks) scores = attention.addMask(scores, mask, keys);
    const weights =
      call.sinks === undefined
        ? writer.add('Softmax', [scores], { axis: -1 })
        : this.#softmaxWithSinks(scores, call.sinks, call.heads, keys);
    if (!call.flatOutput) {
      attention.mix(weights, keys, values, { output });
      return;
    }
    const joined = writer.add('Transpose', [attention.mix(weights, keys, values)], { perm: [0, 2, 1, 3] });
    writer.add('Reshape', [joined, writer.integers(0, 0, call.heads * values.width)], {}, { output });
  }

  #capped(scores: string, limit: string): string {
    const writer = this.#writer;
    return writer.add('Mul', [writer.add('Tanh', [writer.add('Div', [scores, limit])]), limit]);
  }

  /** A sink is one more column of the softmax, whose weight goes to no value. */
  #softmaxWithSinks(scores: string, sinks: string, heads: number, keys: SharedSlot): string {
    const writer = this.#writer;
    const byHead = this.#attention.apart(scores, keys);
    const first = writer.add('Slice', [byHead, writer.integers(0), writer.integers(1), writer.integers(3)]);
    const column = writer.add('Reshape', [
      writer.add('Expand', [sinks, writer.integers(heads)]),
      writer.integers(1, -1, 1, 1),
    ]);
    const expanded = writer.add('Expand', [column, writer.add('Shape', [first])]);
    const all = writer.add('Softmax', [writer.add('Concat', [byHead, expanded], { axis: 3 })], { axis: -1 });
    const kept = writer.add('Slice', [all, writer.integers(0), writer.integers(-1), writer.integers(3)]);
    return this.#attention.grouped(kept, keys);
  }
}
