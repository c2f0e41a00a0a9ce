import { InvalidInputError, type Interval, wilson } from '@agentd/agent-core';
import type { HumanLabel } from './human-labels.ts';

/** How well verdicts agree with labels that people gave. */
export interface Agreement {
  /** Answers with both a verdict and a label. */
  compared: number;
  counts: {
    bothCorrect: number;
    bothIncorrect: number;
    /** The verdict is correct, the person says incorrect. */
    onlyVerdictCorrect: number;
    /** The person says correct, the verdict is incorrect. */
    onlyHumanCorrect: number;
  };
  /** Share of answers on which the two agree, with its 95 % interval (Wilson). */
  observed: Interval;
  /**
   * Cohen's κ (1960), with the 95 % interval by the standard error of Fleiss, Cohen and Everitt (1969). The interval is
   * for large samples: where nothing disagrees it has no width. Undefined where verdicts and labels are all the same
   * one word: agreement beyond chance cannot be told then.
   */
  kappa: Interval | undefined;
  /** Ids of labels that no verdict has. */
  withoutVerdict: string[];
  /** Ids of verdicts that nobody labelled. */
  withoutLabel: string[];
}

/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.959964;

/**
 * Compares verdicts with labels of people (see `readHumanLabels`).
 * @throws InvalidInputError `evaluator/labels` when no id has both, or an id has two verdicts
 */
export function agreement(verdicts: Iterable<HumanLabel>, labels: Iterable<HumanLabel>): Agreement {
  const judged = byId(verdicts, 'verdicts');
  const labelled = byId(labels, 'labels');
  const counts = { bothCorrect: 0, bothIncorrect: 0, onlyVerdictCorrect: 0, onlyHumanCorrect: 0 };
  for (const [id, human] of labelled) {
    const verdict = judged.get(id);
    if (verdict === undefined) continue;
    if (verdict) counts[human ? 'bothCorrect' : 'onlyVerdictCorrect'] += 1;
    else counts[human ? 'onlyHumanCorrect' : 'bothIncorrect'] += 1;
  }
  const agreed = counts.bothCorrect + counts.bothIncorrect;
  const compared = agreed + counts.onlyVerdictCorrect + counts.onlyHumanCorrect;
  if (compared === 0) {
    throw new InvalidInputError('No id has both a verdict and a label; check that both use the ids of the benchmark.', {
      code: 'evaluator/labels',
    });
  }
  return {
    compared,
    counts,
    observed: wilson(agreed, compared),
    kappa: kappaOf(counts, compared),
    withoutVerdict: [...labelled.keys()].filter((id) => !judged.has(id)),
    withoutLabel: [...judged.keys()].filter((id) => !labelled.has(id)),
  };
}

function byId(values: Iterable<HumanLabel>, what: string): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const { id, correct } of values) {
    if (found.has(id)) {
      throw new InvalidInputError(`The ${what} have the id "${id}" twice; give one for each answer.`, {
        code: 'evaluator/labels',
      });
    }
    found.set(id, correct);
  }
  return found;
}

function kappaOf(counts: Agreement['counts'], compared: number): Interval | undefined {
  const yesYes = counts.bothCorrect / compared;
  const noNo = counts.bothIncorrect / compared;
  const yesNo = counts.onlyVerdictCorrect / compared;
  const noYes = counts.onlyHumanCorrect / compared;
  const verdictYes = yesYes + yesNo;
  const humanYes = yesYes + noYes;
  const [verdictNo, humanNo] = [1 - verdictYes, 1 - humanYes];
  const byChance = verdictYes * humanYes + verdictNo * humanNo;
  const isOneWord = counts.bothCorrect === compared || counts.bothIncorrect === compared;
  if (isOneWord) return undefined;
  const kappa = (yesYes + noNo - byChance) / (1 - byChance);
  const diagonal =
    yesYes * (1 - (verdictYes + humanYes) * (1 - kappa)) ** 2 + noNo * (1 - (verdictNo + humanNo) * (1 - kappa)) ** 2;
  const apart = (1 - kappa) ** 2 * (yesNo * (humanYes + verdictNo) ** 2 + noYes * (humanNo + verdictYes) ** 2);
  const variance = (diagonal + apart - (kappa - byChance * (1 - kappa)) ** 2) / (compared * (1 - byChance) ** 2);
  const half = Z * Math.sqrt(Math.max(0, variance));
  return { value: kappa, low: Math.max(-1, kappa - half), high: Math.min(1, kappa + half) };
}
