import { lastBoxed } from './extract/boxed.ts';
import { extractAnswer } from './extract/extract.ts';

/** The value of a gold answer: what it boxes or announces, and otherwise all of it. */
export function referenceValue(reference: string): string {
  const boxed = lastBoxed(reference);
  if (boxed !== undefined) return boxed;
  const found = extractAnswer(reference, { fallback: false });
  return found === undefined || found.rule === 'bare value' ? reference : found.answer;
}
