import { extractAnswer, MathEquivalence, mathematicallyEqual, mathScorer } from '@agentd/evaluator';
import type { RecordedRow } from './data.ts';

/** One answer of 800 on which we and the recording differ. */
export interface Difference {
  question: number;
  sample: number;
  gold: string;
  recorded: { prediction: string; correct: boolean };
  ours: { prediction: string; correct: boolean; reason: string };
}

export interface RecordedReport {
  answers: number;
  extractionDifferences: Difference[];
  verdictDifferences: Difference[];
  ours: Rates;
  recorded: Rates;
}
/** Shares of right answers in percent. */
export interface Rates {
  mean: number;
  majority: number;
  any: number;
}

/** Judges every recorded answer, and a vote of the answers to each question, grouped by mathematical equality. */
export async function judgeRecorded(rows: readonly RecordedRow[]): Promise<RecordedReport> {
  const scorer = mathScorer();
  const equivalence = new MathEquivalence();
  const report: RecordedReport = {
    answers: 0,
    extractionDifferences: [],
    verdictDifferences: [],
    ours: noRates(),
    recorded: noRates(),
  };
  for (const row of rows) {
    const verdicts: boolean[] = [];
    const predictions: string[] = [];
    for (const [sample, text] of row.code.entries()) {
      const score = await scorer.score(text, row.gt, row.question);
      const prediction = extractAnswer(text)?.answer ?? '';
      verdicts.push(score.correct);
      predictions.push(prediction);
      const recorded = { prediction: row.pred[sample] ?? '', correct: row.score[sample] ?? false };
      const difference = {
        question: row.idx,
        sample,
        gold: row.gt,
        recorded,
        ours: { prediction, correct: score.correct, reason: score.reason },
      };
      if (!(await mathematicallyEqual(prediction, recorded.prediction, { equivalence })))
        report.extractionDifferences.push(difference);
      if (score.correct !== recorded.correct) report.verdictDifferences.push(difference);
      report.answers++;
    }
    const isEqual = (a: string, b: string): Promise<boolean> => mathematicallyEqual(a, b, { equivalence });
    add(report.ours, verdicts, await majority(predictions, isEqual), rows.length);
    add(report.recorded, row.score, await majority(row.pred, async (a, b) => a === b), rows.length);
  }
  await Promise.all([scorer.close(), equivalence.close()]);
  return report;
}

const noRates = (): Rates => ({ mean: 0, majority: 0, any: 0 });

function add(rates: Rates, verdicts: readonly boolean[], chosen: number, questions: number): void {
  rates.mean += ((verdicts.filter(Boolean).length / verdicts.length) * 100) / questions;
  rates.majority += verdicts[chosen] ? 100 / questions : 0;
  rates.any += verdicts.some(Boolean) ? 100 / questions : 0;
}

/** Index of an answer of the largest group; among equals the group that was seen first. */
async function majority(
  answers: readonly string[],
  isEqual: (a: string, b: string) => Promise<boolean>,
): Promise<number> {
  const groups: number[][] = [];
  for (const [at, answer] of answers.entries()) {
    let home: number[] | undefined;
    for (const group of groups) {
      const first = answers[group[0] ?? -1];
      if (first !== undefined && (await isEqual(answer, first))) {
        home = group;
        break;
      }
    }
    if (home === undefined) groups.push([at]);
    else home.push(at);
  }
  const largest = groups.toSorted((a, b) => b.length - a.length)[0];
  return largest?.[0] ?? 0;
}
