import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import type { EmbeddingKind } from '../embedder.ts';
import { RetrieverError } from '../errors.ts';

/** Schema of the prefixes that a caller may give, one or both. */
export const prefixesSchema = z.strictObject({ query: z.string().optional(), passage: z.string().optional() });

/**
 * Texts and their kind, checked.
 * @throws InvalidInputError `retriever/bad-texts`
 */
export function checkTexts(texts: readonly unknown[], kind: EmbeddingKind): void {
  if (kind !== 'query' && kind !== 'passage') {
    throw badTexts(`Texts are embedded as 'query' or 'passage', not as ${JSON.stringify(kind)}.`);
  }
  if (!Array.isArray(texts)) throw badTexts(`The texts to embed are ${describe(texts)}, not an array of strings.`);
  if (texts.length === 0) throw badTexts('There is no text to embed: the list is empty.');
  const at = texts.findIndex((text) => typeof text !== 'string');
  if (at >= 0) throw badTexts(`Text ${at} of ${texts.length} is ${describe(texts[at])}, not a string.`);
}

/**
 * Brings a vector to length 1, in place.
 * @param name what the vector belongs to, for the error
 * @throws RetrieverError `retriever/bad-vector` when it holds NaN or infinity, or is zero
 */
export function toUnitLength(vector: Float32Array, name: string): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!Number.isFinite(sum) || sum === 0) {
    const why = sum === 0 ? 'is zero' : 'holds NaN or infinity';
    throw new RetrieverError(
      `The vector of ${name} ${why}, so it has no direction. Check the model or the file that it comes from.`,
      { code: 'retriever/bad-vector' },
    );
  }
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * scale;
  return vector;
}

function badTexts(message: string): InvalidInputError {
  return new InvalidInputError(message, { code: 'retriever/bad-texts' });
}

function describe(value: unknown): string {
  return value === null ? 'null' : `of type ${typeof value}`;
}
