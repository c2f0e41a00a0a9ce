import type { Engines } from './contestants.ts';
import { names } from './contestants.ts';
import { greedyEquality, rowEquality, type Equality } from './exactness.ts';
import { rounded, type Cost } from './measure.ts';
import { promptOf } from './prompts.ts';
import type { Lateness } from './responsiveness.ts';
import type { Settings } from './settings.ts';
import type { Reading } from './two-steps.ts';

/** All that is known of one weight format. */
export interface Findings {
  costs: Cost[];
  steps: { next: Reading; cold: Reading };
  lateness: Lateness;
  equalities: Record<string, Equality>;
}

/** A bound that was set, and what was measured. */
export interface Goal {
  goal: string;
  is: number;
  met: boolean;
}

/** Rows for `console.table`. */
export function tableOf(costs: readonly Cost[]): Record<string, Record<string, number>> {
  const median = medianOf(costs);
  return Object.fromEntries(
    costs.map(({ name, seconds, median: own, least }) => [
      name,
      {
        'median s': rounded(own),
        'least s': rounded(least),
        rounds: seconds.length,
        'to transformers.js': rounded(own / median(names.greedyThere)),
        'to our N = 1': rounded(own / Math.min(median(names.one), median(names.oneCopied))),
      },
    ]),
  );
}

export async function equalitiesOf(engines: Engines, settings: Settings): Promise<Record<string, Equality>> {
  const rows = { 'rows of a batch and rows alone': await rowEquality(engines.shared, 200, 40) };
  const prompts = [1, 40, 200, settings.prompt].map((length) => promptOf(length, length));
  const tokens = Math.min(64, settings.tokens);
  const { transformers } = engines;
  return {
    'shared prefix and transformers.js': await greedyEquality(engines.shared, transformers, prompts, tokens),
    'copied caches and transformers.js': await greedyEquality(engines.copied, transformers, prompts, tokens),
    ...rows,
  };
}

/** Which of the bounds are kept. */
export function goalsOf(format: string, { costs, steps, lateness, equalities }: Findings): Goal[] {
  const median = medianOf(costs);
  const atMost = (goal: string, is: number, most: number): Goal => ({
    goal: `${format}: ${goal}: at most ${most}`,
    is: rounded(is),
    met: is <= most,
  });
  const one = Math.min(median(names.one), median(names.oneCopied));
  return [
    atMost('N = 8 to one greedy answer of transformers.js', median(names.eight) / median(names.greedyThere), 1.1),
    atMost('N = 8 to our own fastest single sample', median(names.eight) / one, 1.6),
    atMost('second step of an agent, tokens read', steps.next.fedTokens / steps.cold.fedTokens, 0.25),
    atMost('second step of an agent, processor time', steps.next.seconds / steps.cold.seconds, 0.25),
    atMost('99th percentile of the event loop delay, ms', lateness.p99, 20),
    // Quantised models scale activations by the greatest of the whole batch, so equality is not to be had.
    ...(format !== 'fp32'
      ? []
      : Object.entries(equalities).map(([what, { unequal }]) => atMost(`${what}: unequal texts`, unequal, 0))),
  ];
}

function medianOf(costs: readonly Cost[]): (name: string) => number {
  return (wanted) => costs.find(({ name }) => name === wanted)?.median ?? Number.NaN;
}
