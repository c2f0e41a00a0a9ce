import {
  chainOfThoughtSelfConsistency,
  extractAnswer,
  MathEquivalence,
  mathAnswers,
  mathematicallyEqual,
  mathScorer,
} from '@agentd/evaluator';
import type { RecordedRow } from '../math-scorer/data.ts';
import { replaySamples } from './replay.ts';

/** Something on which we and the recording differ, in a sentence. */
export interface SampleDifference {
  question: number;
  what: string;
}

/** How many of the questions, or on average of the samples, are right. */
interface Rates {
  /** Percent of all samples. */
  mean: number;
  majority: number;
  any: number;
}

export interface SamplesReport {
  questions: number;
  ours: Rates;
  recorded: Rates;
  differences: SampleDifference[];
}

/** Lets self-consistency vote on the recorded samples, and judges each of them. */
export async function voteOnSamples(rows: readonly RecordedRow[]): Promise<SamplesReport> {
  const model = replaySamples('qwen2.5-math', new Map(rows.map(({ question, code }) => [question, code])));
  const method = chainOfThoughtSelfConsistency({ model, samples: 8, answers: mathAnswers() });
  const scorer = mathScorer();
  const equivalence = new MathEquivalence();
  const [ours, recorded] = [noRates(), noRates()];
  const differences: SampleDifference[] = [];
  for (const row of rows) {
    const differ = (what: string): unknown => differences.push({ question: row.idx, what });
    const { answer, chainsOfThought } = await method.answer({ id: `${row.idx}`, question: row.question }, { seed: 0 });
    const verdicts: boolean[] = [];
    for (const [sample, text] of chainsOfThought.entries()) {
      const { correct, reason } = await scorer.score(text, row.gt, row.question);
      const [mine, theirs] = [extractAnswer(text)?.answer ?? '', row.pred[sample] ?? ''];
      verdicts.push(correct);
      if (!(await mathematicallyEqual(mine, theirs, { equivalence }))) {
        differ(`sample ${sample}: the answer is \`${mine}\`, recorded \`${theirs}\``);
      }
      if (correct !== row.score[sample]) {
        differ(
          `sample ${sample}: \`${mine}\` for \`${row.gt}\` is ${word(correct)}, recorded ${word(!correct)} (${reason})`,
        );
      }
    }
    const elected = (await scorer.score(answer, row.gt, row.question)).correct;
    const theirElected = row.score[commonest(row.pred)] ?? false;
    if (elected !== theirElected) differ(`the vote is ${word(elected)}, by the recording ${word(theirElected)}`);
    add(ours, verdicts, elected, rows.length);
    add(recorded, row.score, theirElected, rows.length);
  }
  await Promise.all([scorer.close(), equivalence.close()]);
  return { questions: rows.length, ours, recorded, differences };
}

const noRates = (): Rates => ({ mean: 0, majority: 0, any: 0 });
const word = (correct: boolean): string => (correct ? 'right' : 'wrong');

/** Index of the first of the texts that stand there most often. */
function commonest(texts: readonly string[]): number {
  const votes = texts.map((text) => texts.filter((other) => other === text).length);
  return votes.indexOf(Math.max(...votes));
}

function add(rates: Rates, verdicts: readonly boolean[], elected: boolean, questions: number): void {
  rates.mean += ((verdicts.filter(Boolean).length / verdicts.length) * 100) / questions;
  rates.majority += elected ? 100 / questions : 0;
  rates.any += verdicts.some(Boolean) ? 100 / questions : 0;
}
