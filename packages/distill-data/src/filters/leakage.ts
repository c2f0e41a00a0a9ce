import { InvalidInputError } from '@agentd/agent-core';
import type { TrajectoryFilter } from './filter.ts';
import { normaliseText, wordRuns, words } from './words.ts';

/** A question of a test set. */
export interface TestQuestion {
  id: string;
  question: string;
}

const RUN = 13;

/**
 * Removes runs whose question is one of a test set, or has 13 words in a row in common with one (as Brown et al. 2020
 * did for GPT-3): without regard to case, punctuation and spacing. A question of fewer than 13 words is found as a whole
 * only.
 * @throws InvalidInputError `distill-data/options` when there is no test question
 */
export function leakage(testQuestions: Iterable<TestQuestion>): TrajectoryFilter {
  const whole = new Map<string, string>();
  const runs = new Map<string, string>();
  for (const { id, question } of testQuestions) {
    const list = words(question);
    whole.set(list.join(' '), id);
    for (const run of wordRuns(list, RUN)) runs.set(run, id);
  }
  whole.delete('');
  if (whole.size === 0) {
    throw new InvalidInputError('There are no test questions to look for; give those that you will evaluate on.', {
      code: 'distill-data/options',
    });
  }
  return {
    name: 'leakage',
    settings: { testQuestions: whole.size, words: RUN },
    start:
      () =>
      ({ task }) => {
        const same = whole.get(normaliseText(task.question));
        if (same !== undefined) return `the same question: as ${same}`;
        const shared = wordRuns(words(task.question), RUN).find((run) => runs.has(run));
        return shared === undefined ? undefined : `13 words in common: with ${runs.get(shared)}: "${shared}"`;
      },
  };
}
