import { describe, expect, it } from 'vitest';
import type { AttentionStyle } from '../__fixtures__/random-attention.ts';
import { small, type Weights } from '../__fixtures__/decoder-writer.ts';
import { randomDecoder, renamed, withCasts, withDecoder } from '../__fixtures__/random-decoder.ts';
import { OnnxDecoder } from '../onnx-decoder.ts';
import { readOutline } from '../onnx/outline.ts';
import { traceError, traceLogits, type Trace } from './check.ts';
import { sharePrefix } from './rewrite.ts';

const sizes = { queryHeads: small.heads, heads: undefined, width: undefined };

/** How far the rewritten decoder is from the original. */
async function difference(decoder: Uint8Array, trace?: Trace): Promise<number> {
  let error = Number.NaN;
  await withDecoder(decoder, async (folder) => {
    const original = await OnnxDecoder.open(folder, 1);
    const rewritten = await OnnxDecoder.open(folder, 1, sharePrefix(readOutline(folder.onnxFile), sizes));
    expect([original.sharesPrefix, rewritten.sharesPrefix]).toEqual([false, true]);
    error = traceError(await traceLogits(original, trace), await traceLogits(rewritten, trace));
    await Promise.all([original.close(), rewritten.close()]);
  });
  return error;
}

function errorOf(style: AttentionStyle, weights: Weights = 'fp32', keyHeads = small.keyHeads): Promise<number> {
  return difference(randomDecoder(style, weights, { ...small, keyHeads }));
}

describe('a decoder rewritten to share its prefix computes the same logits', () => {
  it.each<[string, AttentionStyle]>([
    ['without rotation', { operator: 'grouped' }],
    ['with rotation in halves', { operator: 'grouped', rotary: 'halves' }],
    ['with interleaved rotation', { operator: 'grouped', rotary: 'interleaved' }],
    ['with rotation of a part', { operator: 'grouped', rotary: 'partial' }],
    ['with tables chosen by the length', { operator: 'grouped', rotary: 'partial', chosen: true }],
    ['with queries, keys and values in one', { operator: 'grouped', rotary: 'halves', packed: true }],
    ['with a scale', { operator: 'grouped', rotary: 'halves', scale: 0.11 }],
    ['with capped scores', { operator: 'grouped', rotary: 'halves', softcap: 0.7 }],
    ['with a window', { operator: 'grouped', rotary: 'halves', window: 4 }],
    ['with a window and capped scores', { operator: 'grouped', window: 3, softcap: 0.7 }],
    ['with position_ids', { operator: 'grouped', rotary: 'halves', positionIds: true }],
    ['with a sink of no weight', { operator: 'grouped', rotary: 'halves', sinks: 'smooth' }],
    ['with a sink for each head', { operator: 'grouped', rotary: 'halves', sinks: 'heads' }],
    ['with a sink, a window and capped scores', { operator: 'grouped', sinks: 'heads', window: 4, softcap: 0.7 }],
    ['with a bias', { operator: 'grouped', rotary: 'halves', bias: true }],
  ])('of GroupQueryAttention %s', async (_, style) => {
    expect(await errorOf(style)).toBeLessThan(1e-5);
  });

  it.each<[string, AttentionStyle]>([
    ['causal by itself', { operator: 'multi', hides: 'operator' }],
    ['with a mask added to its scores', { operator: 'multi', hides: 'numbers' }],
    ['with a window', { operator: 'multi', hides: 'numbers', window: 4 }],
    ['with a bias of the projections', { operator: 'multi', hides: 'operator', bias: true }],
    ['with a scale', { operator: 'multi', hides: 'operator', scale: 0.11 }],
    ['with a padding mask', { operator: 'multi', hides: 'padding' }],
    ['with a padding mask for every token', { operator: 'multi', hides: 'padding of tokens' }],
    ['that reads a joined cache', { operator: 'multi', hides: 'numbers', joined: true }],
  ])('of MultiHeadAttention %s', async (_, style) => {
    expect(await errorOf(style, 'fp32', style.joined === true ? small.keyHeads : small.heads)).toBeLessThan(1e-5);
  });

  it.each<[string, AttentionStyle]>([
    ['causal by itself', { operator: 'standard', hides: 'operator' }],
    ['of four dimensions', { operator: 'standard', hides: 'operator', split: true }],
    ['with a mask added to its scores', { operator: 'standard', hides: 'numbers' }],
    ['with a mask of truth values', { operator: 'standard', hides: 'truths', split: true }],
    ['with a window', { operator: 'standard', hides: 'truths', window: 4 }],
    ['with a scale', { operator: 'standard', hides: 'operator', scale: 0.11 }],
    ['with capped scores', { operator: 'standard', hides: 'operator', softcap: 0.7 }],
    ['with capped scores and a mask', { operator: 'standard', hides: 'truths', softcap: 0.7 }],
    ['that reads a joined cache', { operator: 'standard', hides: 'truths', joined: true }],
  ])("of ONNX's Attention %s", async (_, style) => {
    expect(await errorOf(style)).toBeLessThan(1e-5);
  });

  it.each<[string, AttentionStyle]>([
    ['with both sides scaled', { operator: 'plain', scaled: 'both' }],
    ['with scaled queries', { operator: 'plain', scaled: 'queries' }],
    ['with a window', { operator: 'plain', window: 4 }],
    ['with scaled scores', { operator: 'plain', scaled: 'scores' }],
    ['with keys transposed in three dimensions', { operator: 'plain', transposed: 'flat' }],
    ['with a part of the shape of the cache', { operator: 'plain', lengthFrom: 'slice' }],
    ['with the length of the joined cache', { operator: 'plain', lengthFrom: 'joined' }],
    ['with the length of the repeated keys', { operator: 'plain', lengthFrom: 'repeated' }],
    ['with the length of the transposed keys', { operator: 'plain', lengthFrom: 'transposed' }],
  ])('of plain attention %s', async (_, style) => {
    expect(await errorOf(style)).toBeLessThan(1e-5);
  });

  it.each<[string, AttentionStyle]>([
    ['GroupQueryAttention', { operator: 'grouped', rotary: 'halves', halfFloats: true }],
    ['GroupQueryAttention with a sink', { operator: 'grouped', sinks: 'smooth', halfFloats: true }],
    ["ONNX's Attention", { operator: 'standard', hides: 'truths', halfFloats: true }],
  ])('in 16 bits: %s', async (_, style) => {
    expect(await errorOf(style)).toBeLessThan(1e-2);
  });

  it.each<[Weights, AttentionStyle['operator']]>([
    ['int8', 'grouped'],
    ['int8', 'plain'],
    ['q4', 'grouped'],
    ['q4', 'plain'],
  ])('with %s weights, %s', async (weights, operator) => {
    expect(await errorOf({ operator }, weights)).toBeLessThan(1e-2);
  });

  it.each<[string, AttentionStyle]>([
    ['GroupQueryAttention', { operator: 'grouped', rotary: 'halves', window: 3 }],
    ["ONNX's Attention", { operator: 'standard', hides: 'truths', window: 3 }],
    ['plain attention', { operator: 'plain', window: 3 }],
  ])('when the window of %s lies in the prefix, across its end, and behind it', async (_, style) => {
    const tokens = (seed: number, count: number): number[] =>
      Array.from({ length: count }, (__, at) => (seed * 7 + at * at * 5 + at) % small.vocabulary);
    const trace: Trace = { prompt: [tokens(1, 20), tokens(2, 2), tokens(3, 9)], rows: [tokens(4, 8), tokens(5, 8)] };
    const decoder = randomDecoder(style);
    expect(await difference(decoder, trace)).toBeLessThan(1e-5);
    const { window: _window, ...unlimited } = style;
    await withDecoder(randomDecoder(unlimited), async (folder) => {
      const whole = await OnnxDecoder.open(folder, 1);
      const expected = await traceLogits(whole, trace);
      await whole.close();
      await withDecoder(decoder, async (windowed) => {
        const narrow = await OnnxDecoder.open(windowed, 1);
        expect(traceError(expected, await traceLogits(narrow, trace))).toBeGreaterThan(0.1);
        await narrow.close();
      });
    });
  });

  it("with casts of its cache at the graph's end", async () => {
    expect(await difference(withCasts(randomDecoder({ operator: 'plain' })))).toBeLessThan(1e-5);
  });

  it.each<[string, (layer: string, part: string) => [past: string, present: string]]>([
    ['cache.0.key', (layer, part) => [`cache.${layer}.${part}`, `cache_out.${layer}.${part}`]],
    [
      'past_key_values_0_key',
      (layer, part) => [`past_key_values_${layer}_${part}`, `present_key_values_${layer}_${part}`],
    ],
    ['past_key_0', (layer, part) => [`past_${part}_${layer}`, `present_${part}_${layer}`]],
  ])('with caches called %s', async (_, names) => {
    const decoder = renamed(randomDecoder({ operator: 'grouped', rotary: 'halves' }), (name) => {
      const [, kind, layer, part] = /^(past_key_values|present)\.(\d+)\.(key|value)$/.exec(name) ?? [];
      if (layer === undefined || part === undefined) return name;
      const [past, present] = names(layer, part);
      return kind === 'present' ? present : past;
    });
    expect(await difference(decoder)).toBeLessThan(1e-5);
  });
});
