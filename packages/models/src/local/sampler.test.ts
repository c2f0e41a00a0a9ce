import { describe, expect, it } from 'vitest';
import { sampleRandom } from '../random.ts';
import { Sampler } from './sampler.ts';

const size = 1000;

function randomLogits(seed: number, spread: number): Float32Array {
  const random = sampleRandom(seed, 0);
  return Float32Array.from({ length: size }, () => (random() + random() + random() - 1.5) * spread);
}

function softmax(logits: Float32Array, temperature: number): number[] {
  const best = Math.max(...logits);
  const weights = [...logits].map((logit) => Math.exp((logit - best) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The nucleus by the definition: sort, then add until topP is reached. */
function nucleus(probabilities: number[], topP: number): Set<number> {
  const order = probabilities.map((p, id) => ({ p, id })).toSorted((a, b) => b.p - a.p);
  const kept = new Set<number>();
  let mass = 0;
  for (const { p, id } of order) {
    kept.add(id);
    mass += p;
    if (mass >= topP) break;
  }
  return kept;
}

describe('Sampler', () => {
  it.each([
    [1, 1],
    [0.4, 0.95],
    [1.5, 0.6],
    [0.7, 0.2],
  ])('draws from the nucleus in proportion (temperature %d, topP %d)', (temperature, topP) => {
    const logits = randomLogits(3, 6);
    const probabilities = softmax(logits, temperature);
    const kept = nucleus(probabilities, topP);
    const mass = [...kept].reduce((sum, id) => sum + (probabilities[id] ?? 0), 0);
    const sampler = new Sampler(size);
    const random = sampleRandom(1, 2);
    const draws = 20_000;
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const id = sampler.sample(logits, 0, { temperature, topP }, random);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const id of counts.keys()) expect(kept).toContain(id);
    for (const id of kept) {
      const expected = (draws * (probabilities[id] ?? 0)) / mass;
      expect(Math.abs((counts.get(id) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected) + 5);
    }
  });

  it('takes the likeliest token at temperature 0 and at one close to it', () => {
    const logits = randomLogits(4, 10);
    const best = logits.indexOf(Math.max(...logits));
    const sampler = new Sampler(size);
    for (const temperature of [0, 1e-9]) {
      expect(sampler.sample(logits, 0, { temperature, topP: 1 }, sampleRandom(1, 1))).toBe(best);
    }
  });

  it('reports the log-probability at temperature 1, whatever the sampling', () => {
    const logits = randomLogits(5, 8);
    const probabilities = softmax(logits, 1);
    const sampler = new Sampler(size);
    for (const settings of [
      { temperature: 0, topP: 1 },
      { temperature: 2, topP: 0.5 },
    ]) {
      const id = sampler.sample(logits, 0, settings, sampleRandom(9, 9));
      expect(sampler.logprob).toBeCloseTo(Math.log(probabilities[id] ?? 0), 6);
    }
  });

  it('reads the row that begins at the offset', () => {
    const logits = new Float32Array(3 * size).fill(-5);
    logits[size + 7] = 3;
    logits[2 * size + 8] = 4;
    expect(new Sampler(size).sample(logits, size, { temperature: 0, topP: 1 }, Math.random)).toBe(7);
  });

  it('refuses logits that are no numbers', () => {
    const logits = new Float32Array(size).fill(Number.NaN);
    expect(() => new Sampler(size).sample(logits, 0, { temperature: 1, topP: 1 }, Math.random)).toThrow(/NaN/);
  });
});
