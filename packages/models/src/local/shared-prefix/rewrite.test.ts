import { describe, expect, it } from 'vitest';
import type { AttentionStyle } from '../__fixtures__/random-attention.ts';
import { small, type Weights } from '../__fixtures__/decoder-writer.ts';
import { randomDecoder, withDecoder } from '../__fixtures__/random-decoder.ts';
import { OnnxDecoder } from '../onnx-decoder.ts';
import { readOutline } from '../onnx/outline.ts';
import { traceError, traceLogits } from './check.ts';
import { sharePrefix } from './rewrite.ts';

const sizes = { queryHeads: small.heads, heads: undefined, width: undefined };

/** How far the rewritten decoder is from the original. */
async function errorOf(style: AttentionStyle, weights: Weights = 'fp32'): Promise<number> {
  let error = Number.NaN;
  await withDecoder(randomDecoder(style, weights), async (folder) => {
    const original = await OnnxDecoder.open(folder, 1);
    const rewritten = await OnnxDecoder.open(folder, 1, sharePrefix(readOutline(folder.onnxFile), sizes));
    expect([original.sharesPrefix, rewritten.sharesPrefix]).toEqual([false, true]);
    error = traceError(await traceLogits(original), await traceLogits(rewritten));
    await Promise.all([original.close(), rewritten.close()]);
  });
  return error;
}

describe('a decoder rewritten to share its prefix computes the same logits', () => {
  it.each<[string, AttentionStyle]>([
    ['without rotation', { operator: 'grouped' }],
    ['with rotation in halves', { operator: 'grouped', rotary: 'halves' }],
    ['with interleaved rotation', { operator: 'grouped', rotary: 'interleaved' }],
    ['with rotation of a part', { operator: 'grouped', rotary: 'partial' }],
    ['with queries, keys and values in one', { operator: 'grouped', rotary: 'halves', packed: true }],
    ['with a scale', { operator: 'grouped', rotary: 'halves', scale: 0.11 }],
    ['with capped scores', { operator: 'grouped', rotary: 'halves', softcap: 0.7 }],
    ['with a window', { operator: 'grouped', rotary: 'halves', window: 4 }],
    ['with a window and capped scores', { operator: 'grouped', window: 3, softcap: 0.7 }],
    ['with position_ids', { operator: 'grouped', rotary: 'halves', positionIds: true }],
    ['with a bias', { operator: 'grouped', rotary: 'halves', bias: true }],
  ])('of GroupQueryAttention %s', async (_, style) => {
    expect(await errorOf(style)).toBeLessThan(1e-5);
  });

  it.each<[string, AttentionStyle]>([
    ['with both sides scaled', { operator: 'plain', scaled: 'both' }],
    ['with scaled queries', { operator: 'plain', scaled: 'queries' }],
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
});
