import { AgentdError } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedder, EmbeddingKind } from '../embedder.ts';

/** Settings of {@link describeEmbedder}. */
export interface EmbedderSuiteOptions {
  /** Texts to embed, of different lengths and meaning. */
  texts?: readonly string[];
  /**
   * Least cosine between the vectors of one text that was embedded alone and among others; default 0.9999. Weights of
   * 8 bits need less.
   */
  leastCosine?: number;
}

const defaultTexts = [
  'a river',
  'Where was the inventor of the telephone born?',
  'The journal was first published bimonthly beginning in January 1960; it became a monthly publication in 1963. '.repeat(
    3,
  ),
  'Größe, naïve café – 東京',
];

/**
 * What every {@link Embedder} must hold. The embedder is made once and closed at the end.
 * @param make opens the embedder
 */
export function describeEmbedder(
  name: string,
  make: () => Promise<Embedder> | Embedder,
  { texts = defaultTexts, leastCosine = 0.9999 }: EmbedderSuiteOptions = {},
): void {
  describe(`embedder: ${name}`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await make();
    });
    afterAll(async () => {
      await embedder.close?.();
    });

    it('says which model it is', () => {
      const { model, dimension, prefixes, fingerprint } = embedder.identity;
      expect(model).not.toBe('');
      expect(dimension).toBeGreaterThan(0);
      expect(Object.keys(prefixes).toSorted()).toEqual(['passage', 'query']);
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    });

    it('has the same identity when it is opened again', async () => {
      const again = await make();
      try {
        expect(again.identity).toEqual(embedder.identity);
      } finally {
        await again.close?.();
      }
    });

    it.each<EmbeddingKind>(['query', 'passage'])('gives one vector of length 1 for each %s', async (kind) => {
      const vectors = await embedder.embed(texts, kind);
      expect(vectors).toHaveLength(texts.length);
      for (const vector of vectors) {
        expect(vector).toBeInstanceOf(Float32Array);
        expect(vector).toHaveLength(embedder.identity.dimension);
        expect(cosine(vector, vector)).toBeCloseTo(1, 5);
      }
    });

    it('keeps the order of the texts, whatever they are batched with', async () => {
      const many = Array.from({ length: 40 }, (_, at) => texts[(at * 7) % texts.length] ?? '');
      const vectors = await embedder.embed(many, 'passage');
      const alone = new Map<string, Float32Array>();
      for (const text of texts) for (const vector of await embedder.embed([text], 'passage')) alone.set(text, vector);
      many.forEach((text, at) => expect(cosine(vectors[at], alone.get(text))).toBeGreaterThan(leastCosine));
      const [first, second] = texts.map((text) => alone.get(text));
      expect(cosine(first, second)).toBeLessThan(leastCosine);
    });

    it('embeds queries otherwise than passages where it has prefixes', async () => {
      const { prefixes } = embedder.identity;
      const [asQuery] = await embedder.embed(texts, 'query');
      const [asPassage] = await embedder.embed(texts, 'passage');
      const isSame = cosine(asQuery, asPassage) > leastCosine;
      expect(isSame).toBe(prefixes.query === prefixes.passage);
    });

    it('answers calls that run at the same time', async () => {
      const together = await Promise.all(texts.map((text) => embedder.embed([text], 'query')));
      for (const [at, text] of texts.entries()) {
        const [vector] = await embedder.embed([text], 'query');
        expect(cosine(together[at]?.[0], vector)).toBeGreaterThan(leastCosine);
      }
    });

    it('gives vectors that share no memory', async () => {
      const [first, second] = await embedder.embed([...texts, ...texts], 'passage');
      const before = second?.slice();
      first?.fill(0);
      expect(first?.buffer).not.toBe(second?.buffer);
      expect(second).toEqual(before);
    });

    it.each<[string, readonly unknown[]]>([
      ['no texts', []],
      ['a text that is not a string', ['a', 7]],
      ['null', [null]],
      ['a hole in the list', Array<unknown>(1)],
    ])('refuses %s', async (_, list) => {
      // Callers without types can pass anything.
      const untyped: { embed(given: readonly unknown[], kind: string): Promise<unknown> } = embedder;
      await expect(untyped.embed(list, 'query')).rejects.toSatisfy((error: unknown) =>
        AgentdError.isInstance(error, 'retriever/bad-texts'),
      );
    });

    it('throws the reason of a signal that was aborted before', async () => {
      const signal = AbortSignal.abort(new Error('not needed any more'));
      await expect(embedder.embed(texts, 'query', { signal })).rejects.toThrow('not needed any more');
    });

    it('can be aborted on the way, and goes on serving', async () => {
      const controller = new AbortController();
      const many = Array.from({ length: 2000 }, (_, at) => `${texts[at % texts.length]} ${at}`);
      const running = embedder.embed(many, 'passage', { signal: controller.signal });
      setImmediate(() => controller.abort(new Error('stop now')));
      await expect(running).rejects.toThrow('stop now');
      expect(await embedder.embed(texts, 'passage')).toHaveLength(texts.length);
    });
  });
}

function cosine(one: Float32Array | undefined, other: Float32Array | undefined): number {
  expect(one).toBeDefined();
  return (one ?? new Float32Array()).reduce((sum, value, at) => sum + value * (other?.[at] ?? Number.NaN), 0);
}
