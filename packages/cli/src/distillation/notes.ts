import { describeBadRow, type BadRow } from '@agentd/evaluator';
import { oneLine } from '../render/text.ts';
import { plural } from '../render/words.ts';

/** A line on standard error. */
export function note(text: string): void {
  process.stderr.write(`agentd: ${text}\n`);
}

/** Says on standard error that rows were left out, with the first of them. */
export function noteBadRows(name: string, badRows: readonly BadRow[]): void {
  const [first] = badRows;
  if (first === undefined) return;
  const example = oneLine(describeBadRow(first), 300);
  note(`${name}: ${plural(badRows.length, 'row')} left out, such as ${example}`);
}

/** Says that lines of a log of the paper's authors were left out, with the first of them. */
export function noteBadLines(messages: readonly string[]): void {
  const [first] = messages;
  if (first !== undefined)
    note(`${plural(messages.length, 'line')} of the log left out, such as ${oneLine(first, 300)}`);
}
