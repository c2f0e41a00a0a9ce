import { styleText } from 'node:util';
import { alignColumns } from './columns.ts';
import { oneLine, safe, type Style } from './text.ts';
import { number } from './words.ts';

/** What an export holds. */
export interface ShownExport {
  format: string;
  rows: { train: number; validation: number };
  questions: { train: number; validation: number };
  tokens: number;
  learntTokens: number;
  longest: number;
  leftOut: Readonly<Record<string, { count: number; samples: readonly string[] }>>;
}

/** A row made visible. */
export interface ShownRow {
  pieces: readonly { text: string; isLearnt: boolean; tokens: number }[];
  terminal: string;
}

/** What was written, and what was left out with a sample. */
export function exportLines(report: ShownExport, out: string, width: number, style: Style): string[] {
  const { format, rows, questions, tokens, learntTokens, longest, leftOut } = report;
  const learnt = ((100 * learntTokens) / Math.max(1, tokens)).toFixed(1);
  return [
    ...alignColumns([
      ['conversations to train on', number(rows.train)],
      ['  questions', number(questions.train)],
      ...(rows.validation === 0
        ? []
        : [
            ['conversations for validation', number(rows.validation)],
            ['  questions', number(questions.validation)],
          ]),
      ['tokens', number(tokens)],
      ['  learnt', `${number(learntTokens)} (${learnt} %)`],
      ['longest conversation', number(longest)],
    ]),
    ...Object.entries(leftOut).map(([reason, { count, samples }]) =>
      style('yellow', oneLine(`left out, ${reason}: ${number(count)}, such as ${samples[0] ?? ''}`, width)),
    ),
    `Written to ${out} for ${format}; its README.md says how to train.`,
  ];
}

/** In colour where the stream shows it; elsewhere what is learnt stands between ⟦ and ⟧. */
export function inspectedText({ pieces, terminal }: ShownRow, stream: NodeJS.WriteStream): string {
  if (styleText('green', 'x', { stream }) !== 'x') return terminal;
  const marked = pieces.map(({ text, isLearnt }) => (isLearnt ? `⟦${safe(text)}⟧` : safe(text))).join('');
  return `${marked}\n${terminal.trimEnd().split('\n').at(-1) ?? ''}\n`;
}
