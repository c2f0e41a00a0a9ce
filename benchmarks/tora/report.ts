import { type Interval, wilson } from '@agentd/agent-core';
import { whyAnswersDiffer, whyOutputsDiffer, whySamplesDiffer, whyWordsDiffer } from './explanations.ts';
import type { Replayed } from './replay-agent.ts';
import type { SamplesReport } from './replay-samples.ts';

export interface ToraReport {
  markdown: string;
  /** Differences without an explanation. */
  unexplained: number;
  /** Percent right by ToRA's rule for where the answer stands. */
  accuracy: number;
}

/** What was published for this model on this test set. */
export const PUBLISHED = 84.3;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** Everything that was found, as Markdown. */
export function toraReport(rows: readonly Replayed[], samples: SamplesReport, command: string): ToraReport {
  let unexplained = 0;
  const explain = (reasons: Readonly<Record<number, string>>, index: number): string => {
    const reason = reasons[index];
    if (reason === undefined) unexplained += 1;
    return reason ?? '**unexplained**';
  };
  const table = (
    reasons: Readonly<Record<number, string>>,
    differing: readonly Replayed[],
    verdictOf: (row: Replayed) => string,
  ): string[] => [
    '| row | gold | words behind the output | we print | ours | authors | why |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...differing.map(
      (row) =>
        `| ${row.index} | ${row.gold} | ${cell(short(row.words)) || '(none)'} | ${cell(row.observation)} | ${cell(verdictOf(row))} | ${word(row.theirs)} (\`${cell(short(row.theirPrediction))}\`) | ${explain(reasons, row.index)} |`,
    ),
  ];
  const line = (name: string, right: number): string =>
    `| ${name} | ${right} | ${percent(right / rows.length)} | ${interval(wilson(right, rows.length))} |`;
  const right = (is: (row: Replayed) => boolean): number => rows.filter(is).length;
  const byAnswer = right(({ ofAnswer }) => ofAnswer.correct);
  const { ours, recorded } = samples;
  const lines = [
    '# Recorded answers, replayed',
    '',
    'Written by',
    '',
    `\`\`\`sh\n${command}\n\`\`\``,
    '',
    'where `FOLDER` holds `tora-70b-gsm8k.jsonl` and `qwen2.5-math-cot-100x8.jsonl`.',
    '',
    '## ToRA-70B on GSM8K',
    '',
    `${rows.length} questions, one recorded answer each: a program, its output, words behind it. The program is parsed by the agent loop and run in the Pyodide sandbox, the loop shows our own output, and the recorded words answer its request for an answer without code (\`agentMethod\`, \`GreedyDecoder\`, one step). \`mathScorer()\` judges, strictly. ${rows.filter(({ isSameOutput }) => isSameOutput === true).length} of ${rows.filter(({ isSameOutput }) => isSameOutput !== undefined).length} recorded outputs are printed again, character for character.`,
    '',
    '| | right | accuracy | 95 % interval |',
    '| --- | --- | --- | --- |',
    line(
      `authors’ predictions by the authors’ rules (published: ${PUBLISHED})`,
      right(({ theirs }) => theirs),
    ),
    line('ours, the answer where ToRA has it', byAnswer),
    line(
      'ours, words alone',
      right(({ ofWords }) => ofWords.correct),
    ),
    '',
    'Where ToRA has it: in the words, or where these announce no answer (no box, no "the answer is"), in what the program printed; here that is what it printed in our sandbox.',
    '',
    '### Verdicts that differ, the answer where ToRA has it',
    '',
    ...table(
      whyAnswersDiffer,
      rows.filter(({ ofAnswer, theirs }) => ofAnswer.correct !== theirs),
      ({ ofAnswer }) => verdict(ofAnswer),
    ),
    '',
    '### Verdicts that differ, words alone',
    '',
    ...table(
      whyWordsDiffer,
      rows.filter(({ ofWords, theirs }) => ofWords.correct !== theirs),
      ({ ofWords }) => verdict(ofWords),
    ),
    '',
    '### Outputs that differ',
    '',
    ...rows
      .filter(({ isSameOutput }) => isSameOutput !== true)
      .map(
        ({ index, output, observation }) =>
          `- Row ${index}: recorded ${output === undefined ? 'nothing' : `\`${output}\``}, here \`${observation}\`. ${explain(whyOutputsDiffer, index)}`,
      ),
    '',
    '## Qwen2.5-Math on 100 MATH questions, 8 samples each',
    '',
    'The recorded samples go through `chainOfThoughtSelfConsistency`, whose vote gives the majority; each sample is judged by `mathScorer()`.',
    '',
    '| | mean | majority of 8 | any of 8 |',
    '| --- | --- | --- | --- |',
    `| recorded verdicts | ${rates(recorded)} |`,
    `| ours | ${rates(ours)} |`,
    '',
    ...samples.differences.map(
      ({ question, what }) => `- Question ${question}, ${what}. ${explain(whySamplesDiffer, question)}`,
    ),
  ];
  return { markdown: `${lines.join('\n')}\n`, unexplained, accuracy: (100 * byAnswer) / rows.length };
}

const word = (isRight: boolean): string => (isRight ? 'right' : 'wrong');
const verdict = ({ correct, reason }: { correct: boolean; reason: string }): string => `${word(correct)} (${reason})`;
const short = (text: string): string => (text.length > 90 ? `${text.slice(0, 44)} … ${text.slice(-44)}` : text);
const interval = ({ low, high }: Interval): string => `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
const rates = ({ mean, majority, any }: SamplesReport['ours']): string =>
  `${mean.toFixed(2)} | ${majority.toFixed(0)} | ${any.toFixed(0)}`;
