import type { Context, Outcome } from './context.ts';
import { all, unequal } from './context.ts';
import type { End, Piece, RealSet } from './real-set.ts';
import { show } from './show.ts';

/** Compares two sets of real numbers piece by piece and end by end. */
export function compareRealSets(answer: RealSet, reference: RealSet, context: Context): Outcome {
  if (answer.length !== reference.length) {
    return unequal(`sets differ: ${describe(answer)} against ${describe(reference)}`);
  }
  const outcomes = function* (): Generator<Outcome> {
    for (const [at, one] of answer.entries()) {
      const other = reference[at];
      if (other === undefined) continue;
      yield compareEnds('left', one.low, other.low, context);
      yield compareEnds('right', one.high, other.high, context);
    }
  };
  return all(outcomes(), `the same set: ${describe(reference)}`);
}

function compareEnds(side: string, answer: End, reference: End, context: Context): Outcome {
  if (answer.closed !== reference.closed && context.brackets) {
    const word = (end: End): string => (end.closed ? 'closed' : 'open');
    return unequal(`intervals differ: ${side} end ${word(answer)} in the answer, ${word(reference)} in the reference`);
  }
  const outcome = context.compare(answer.expression, reference.expression);
  return { ...outcome, reason: `${side} end: ${outcome.reason}` };
}

function describe(set: RealSet): string {
  if (set.length === 0) return '∅';
  return set.map(describePiece).join(' ∪ ');
}

function describePiece({ low, high }: Piece): string {
  if (low.expression === high.expression) return `{${show(low.expression)}}`;
  return `${low.closed ? '[' : '('}${show(low.expression)}, ${show(high.expression)}${high.closed ? ']' : ')'}`;
}
