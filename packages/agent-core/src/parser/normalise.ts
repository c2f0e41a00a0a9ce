import { END_OF_CODE, OBSERVATION_LABEL } from './action-format.ts';
import { matchAt } from './code-end.ts';
import type { RepairLog } from './repairs.ts';

const ROLE_HEADER = /\s*(?:<\|im_start\|>|<\|start_header_id\|>)?(?:assistant)?(?:<\|end_header_id\|>|\n)?/y;

/** The turn's text with plain line ends, without what servers and templates leave around it. */
export function normaliseTurn(
  prefill: string,
  completion: string,
  repairs: RepairLog,
): { text: string; prefill: string } {
  const lead = plainLineEnds(prefill, repairs);
  const whole = withoutHeader(plainLineEnds(completion, repairs), repairs);
  const rest =
    lead.trim().length >= 8 && whole.trimStart().startsWith(lead.trim()) ? withoutPrefill(whole, lead) : whole;
  if (rest !== whole) repairs.add('prefill-repeated');
  const text = lead + rest;
  const kept = withoutPartialStop(text, lead.length);
  if (kept !== text) repairs.add('partial-stop-string');
  return { text: kept, prefill: lead };
}

function plainLineEnds(text: string, repairs: RepairLog): string {
  const plain = text.replaceAll('\uFEFF', '').replaceAll(/\r\n?/g, '\n');
  if (text.includes('\r')) repairs.add('line-endings');
  return plain;
}

function withoutPrefill(completion: string, prefill: string): string {
  const repeated = prefill.trim();
  const rest = completion.slice(completion.indexOf(repeated) + repeated.length);
  return /\s$/.test(prefill) ? rest.trimStart() : rest;
}

/** `<|im_start|>assistant` before the turn: the template's, not the model's. */
function withoutHeader(text: string, repairs: RepairLog): string {
  if (!/^\s*<\|(?:im_start|start_header_id)\|>/.test(text)) return text;
  repairs.add('special-token');
  return text.slice(matchAt(ROLE_HEADER, text, 0));
}

/** Stop strings cut at a token may leave their beginning behind. */
function withoutPartialStop(text: string, from: number): string {
  const trimmed = text.trimEnd();
  const lineStart = Math.max(trimmed.lastIndexOf('\n') + 1, from);
  const line = trimmed.slice(Math.max(lineStart, trimmed.length - 200));
  for (let length = Math.min(END_OF_CODE.length - 1, line.length); length > 0; length -= 1) {
    if (!line.endsWith(END_OF_CODE.slice(0, length))) continue;
    const before = line[line.length - length - 1];
    // `<` alone may be a comparison that was cut short.
    const isMarker = length >= 5 || before === undefined || before === '`' || before === '>';
    return isMarker ? trimmed.slice(0, trimmed.length - length) : text;
  }
  const label = line.replace(/^[\s*_]+/, '');
  const isLabel = label.length >= 3 && label.length < OBSERVATION_LABEL.length && OBSERVATION_LABEL.startsWith(label);
  return isLabel ? trimmed.slice(0, trimmed.length - line.length) : text;
}
