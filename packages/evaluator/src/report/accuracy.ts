import { mean, wilson } from '@agentd/agent-core';
import type { EvaluationRecord } from '../runs/record.ts';
import type { Resamples } from '../statistics/resamples.ts';
import type { Accuracy } from './schema.ts';

/**
 * Share of right answers, each item counted alike, with its 95 % interval. With one result for each item it is
 * Wilson's. With several, whose seeds are not independent, it is a bootstrap over items of the mean over seeds; Wilson's
 * over items where all of these are 0 or all 1, since the bootstrap has no width there.
 * @param byItem results of each item
 */
export function accuracyOf(
  byItem: ReadonlyMap<string, readonly EvaluationRecord[]>,
  resamples: Resamples,
): Accuracy | null {
  if (byItem.size === 0) return null;
  const means = [...byItem.values()].map((results) => mean(results.map(({ correct }) => Number(correct))));
  const single = [...byItem.values()].every(({ length }) => length === 1);
  const [first] = means;
  const flat = means.every((value) => value === first) && (first === 0 || first === 1);
  return single || flat
    ? { ...wilson(means.filter((value) => value === 1).length, means.length), interval: 'wilson' }
    : { ...resamples.mean(means), interval: 'bootstrap' };
}
