import type { Passage } from '@agentd/sag';
import type { RenderOptions } from './run-renderer.ts';
import { oneLine, safe, wrap } from './text.ts';

/** Passages as a search found them, the best first. */
export function passageLines(passages: readonly Passage[], { style, width }: RenderOptions): string[] {
  return passages.flatMap(({ id, title, text, score }, index) => [
    ...(index === 0 ? [] : ['']),
    `${style('bold', `${index + 1}. ${oneLine(title === '' ? '(no title)' : title, width - 20)}`)}  ${style('dim', score.toFixed(3))}`,
    ...wrap(safe(text).trim(), width - 3).map((line) => `   ${line}`.trimEnd()),
    style('dim', `   ${oneLine(id, width - 3)}`),
  ]);
}
