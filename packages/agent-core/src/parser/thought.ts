import { CODE_LABEL, THOUGHT_LABEL } from './action-format.ts';
import { CODE_LINE, INVISIBLE_CHARACTERS, LEFTOVER_TAG, THOUGHT_LINE } from './marks.ts';
import type { RepairLog } from './repairs.ts';

/** What the text before the code holds. */
export interface ThoughtReading {
  thought: string;
  hasThoughtLabel: boolean;
  hasCodeLabel: boolean;
}

const CODE_AT_LINE_END = /(?:^|\s)(?:Code|Action)\s?[:：]\s*$/;

/**
 * Takes the labels off the text before the code.
 * @param keepLead text before the first label that belongs to the thought all the same, such as a prefill
 */
export function readThought(before: string, keepLead: boolean, repairs: RepairLog): ThoughtReading {
  const lines = before.replaceAll(LEFTOVER_TAG, '').replaceAll(INVISIBLE_CHARACTERS, '').split('\n');
  const hasCodeLabel = takeCodeLabels(lines, repairs);
  const thought: string[] = [];
  let labels = 0;
  for (const line of lines) {
    let rest = line;
    for (
      let label = THOUGHT_LINE.exec(rest.slice(0, 200));
      label !== null;
      label = THOUGHT_LINE.exec(rest.slice(0, 200))
    ) {
      if (label[0].trim() !== THOUGHT_LABEL) repairs.add('label-variant');
      labels += 1;
      if (labels === 1 && !keepLead && thought.some((earlier) => earlier.trim() !== '')) {
        repairs.add('leading-prose');
        thought.length = 0;
      }
      rest = rest.slice(label[0].length);
    }
    thought.push(rest);
  }
  if (labels > 1) repairs.add('label-repeated');
  return { thought: thought.join('\n').trim(), hasThoughtLabel: labels > 0, hasCodeLabel };
}

/** Takes `Code:` lines, and `Code:` at the end of the last line, off the end. */
function takeCodeLabels(lines: string[], repairs: RepairLog): boolean {
  let found = false;
  for (;;) {
    const last = lines.pop();
    if (last === undefined) return found;
    if (last.trim() === '') continue;
    const label = CODE_LINE.exec(last.slice(0, 200));
    if (label !== null && last.slice(label[0].length).trim() === '') {
      if (last.trim() !== CODE_LABEL) repairs.add('label-variant');
      found = true;
      continue;
    }
    const atEnd = CODE_AT_LINE_END.exec(last.slice(-40));
    if (atEnd === null) {
      lines.push(last);
      return found;
    }
    repairs.add('label-variant');
    lines.push(last.slice(0, last.length - atEnd[0].length));
    return true;
  }
}
