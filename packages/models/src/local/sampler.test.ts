import { describe, expect, it } from 'vitest';
import { sampleRandom } from '../random.ts';
import { Sampler, type SamplingSettings } from './sampler.ts';

const size = 300;

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

/** What each token's probability should be: every rule by its definition, one after another, on sorted tokens. */
function reference(logits: Float32Array, settings: SamplingSettings, seen: readonly number[]): number[] {
  const { temperature, topK = size, topP, minP = 0, repetitionPenalty: penalty = 1 } = settings;
  const penalised = logits.map((logit, id) => {
    if (!seen.includes(id)) return logit;
    return logit > 0 ? logit / penalty : logit * penalty;
  });
  const probabilities = softmax(penalised, temperature);
  const order = probabilities.map((_, id) => id).toSorted((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const likeliest = order.slice(0, topK);
  const mass = likeliest.reduce((sum, id) => sum + (probabilities[id] ?? 0), 0);
  const kept = [
    ...nucleus(
      probabilities.map((p, id) => (likeliest.includes(id) ? p / mass : 0)),
      topP,
    ),
  ];
  const floor = minP * (probabilities[order[0] ?? 0] ?? 0);
  const allowed = new Set(kept.filter((id) => likeliest.includes(id) && (probabilities[id] ?? 0) >= floor));
  const total = [...allowed].reduce((sum, id) => sum + (probabilities[id] ?? 0), 0);
  return probabilities.map((p, id) => (allowed.has(id) ? p / total : 0));
}

/** Pearson's statistic of the draws, and its degrees of freedom; tokens with fewer than 5 expected draws count as one. */
function chiSquare(counts: readonly number[], probabilities: readonly number[], draws: number): [number, number] {
  const cells: { expected: number; seen: number }[] = [];
  const rare = { expected: 0, seen: 0 };
  for (const [id, p] of probabilities.entries()) {
    const expected = p * draws;
    const seen = counts[id] ?? 0;
    if (expected >= 5) cells.push({ expected, seen });
    else {
      rare.expected += expected;
      rare.seen += seen;
    }
  }
  if (rare.expected > 0) cells.push(rare);
  return [cells.reduce((sum, { expected, seen }) => sum + (seen - expected) ** 2 / expected, 0), cells.length - 1];
}

describe('Sampler', () => {
  it.each<[string, SamplingSettings]>([
    ['temperature', { temperature: 0.8, topP: 1 }],
    ['topP', { temperature: 1, topP: 0.9 }],
    ['a narrow topP', { temperature: 0.7, topP: 0.3 }],
    ['a high temperature', { temperature: 1.5, topP: 0.6 }],
    ['topK', { temperature: 1, topP: 1, topK: 40 }],
    ['minP', { temperature: 1, topP: 1, minP: 0.1 }],
    ['a repetition penalty', { temperature: 0.7, topP: 1, repetitionPenalty: 1.8 }],
    ['all of them', { temperature: 1.2, topP: 0.85, topK: 100, minP: 0.05, repetitionPenalty: 1.3 }],
    ['topK before topP', { temperature: 1, topP: 0.5, topK: 30 }],
    ['minP as the narrowest', { temperature: 1, topP: 0.95, topK: 150, minP: 0.4 }],
  ])('draws as the definition says, by a chi-square test over 10,000 draws: %s', (_, settings) => {
    const logits = randomLogits(21, 4);
    const seen = Array.from({ length: 22 }, (_unused, at) => at * 13);
    const untouched = logits.slice();
    const probabilities = reference(logits, settings, seen);
    const sampler = new Sampler(size);
    const random = sampleRandom(31, 1);
    const counts = Array.from({ length: size }, () => 0);
    const draws = 10_000;
    for (let i = 0; i < draws; i++) {
      const id = sampler.sample(logits, 0, settings, random, seen);
      counts[id] = (counts[id] ?? 0) + 1;
    }
    expect(logits).toEqual(untouched);
    for (const [id, count] of counts.entries()) if (count > 0) expect(probabilities[id]).toBeGreaterThan(0);
    const [statistic, freedom] = chiSquare(counts, probabilities, draws);
    // Mean `freedom`, variance 2 `freedom`: four deviations.
    expect(freedom).toBeGreaterThan(1);
    expect(statistic).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom));
  });

  it('takes the likeliest token after the repetition penalty at temperature 0', () => {
    const logits = new Float32Array(size).fill(-4);
    logits[7] = 3;
    logits[8] = 2;
    logits[9] = -1;
    const sampler = new Sampler(size);
    const settings = { temperature: 0, topP: 1, repetitionPenalty: 2 };
    expect(sampler.sample(logits, 0, settings, Math.random, [7, 7])).toBe(8);
    expect(sampler.sample(logits, 0, settings, Math.random, [7, 8])).toBe(7);
    expect(sampler.sample(logits, 0, settings, Math.random, [7, 8, 9, 2000])).toBe(7);
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
