import { InvalidInputError, type Trajectory } from '@agentd/agent-core';
import type { TrajectoryFilter } from './filter.ts';
import { NearDuplicateIndex } from './near-duplicate-index.ts';
import { words } from './words.ts';

/** What {@link nearDuplicates} takes. */
export interface NearDuplicateOptions {
  /** Share of runs of words in common (Jaccard) from which two are near-duplicates, above 0 to 1; default 0.8. */
  threshold?: number;
  /** Words in a run; default 5. */
  words?: number;
}

/**
 * Keeps the first of several runs whose question and actions are nearly the same. Which runs are compared is found by
 * MinHash (Broder 1997), so that the time grows with the number of runs and not with its square; those found are
 * compared exactly. Of pairs at the threshold, about one in a hundred is missed; more alike, fewer.
 * @throws InvalidInputError `distill-data/options`
 */
export function nearDuplicates(options: NearDuplicateOptions = {}): TrajectoryFilter {
  const { threshold = 0.8, words: size = 5 } = options;
  if (!(threshold > 0 && threshold <= 1) || !(Number.isInteger(size) && size > 0)) {
    throw new InvalidInputError(
      `Near-duplicates can't be told at threshold ${threshold} with runs of ${size} words; give 0 to 1 and a whole number from 1.`,
      { code: 'distill-data/options' },
    );
  }
  return {
    name: 'near-duplicates',
    settings: { threshold, words: size },
    start: () => {
      const index = new NearDuplicateIndex(threshold);
      return (trajectory) => {
        const near = index.findOrAdd(trajectory.id, shingles(textOf(trajectory), size));
        return near === undefined ? undefined : `nearly the same: as ${near.id} (${near.similarity.toFixed(2)})`;
      };
    },
  };
}

const textOf = ({ task, steps }: Trajectory): string => [task.question, ...steps.map(({ text }) => text)].join('\n');

/** Hashes of all runs of words, sorted and each once. A text of fewer words is one run. */
function shingles(text: string, size: number): Uint32Array {
  const hashes = words(text).map(hashWord);
  const runs = new Set<number>();
  for (let start = 0; start === 0 || start + size <= hashes.length; start += 1) {
    let hash = 0;
    for (const word of hashes.slice(start, start + size)) hash = Math.imul(hash ^ word, 0x01000193) + 0x9e3779b9;
    runs.add(hash >>> 0);
  }
  return Uint32Array.from(runs).sort();
}

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 code units. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash;
}
