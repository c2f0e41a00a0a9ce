import { contains, type Expression, freeSymbols } from '../expression.ts';
import { canonicalKey } from './canonical.ts';
import { compareClosed } from './closed.ts';
import { type Context, equal, type Outcome, undecided, unequal } from './context.ts';
import { agrees, describe, ENOUGH, samples } from './sample.ts';
import { show } from './show.ts';

/**
 * Compares two expressions that stand for numbers: by form, by value, at points for their symbols, and by computer
 * algebra where none of these can tell.
 */
export function compareScalars(answer: Expression, reference: Expression, context: Context): Outcome {
  context.budget.check();
  if (canonicalKey(answer) === canonicalKey(reference))
    return equal(`${show(answer)} and ${show(reference)} have the same form`);
  const symbols = freeSymbols(reference, freeSymbols(answer));
  const outcome =
    symbols.size === 0 ? compareClosed(answer, reference, context) : compareAtPoints(answer, reference, context);
  if (outcome.verdict !== 'undecided') return outcome;
  if (!algebraMayKnow(answer, reference))
    return undecided(`${show(answer)} against ${show(reference)}: ${outcome.reason}`);
  const isEqual = context.algebra(answer, reference);
  if (isEqual === undefined) return undecided(`${show(answer)} against ${show(reference)}: ${outcome.reason}`);
  return isEqual
    ? equal(`${show(answer)} = ${show(reference)} by computer algebra`)
    : unequal(`${show(answer)} ≠ ${show(reference)} by computer algebra`);
}

/**
 * Whether algebra may know more: of expressions with variables, and of sums, integrals and limits. Of numbers too large
 * to work out it does not (it takes two infinities for equal), nor of dots and names with a bar.
 */
function algebraMayKnow(answer: Expression, reference: Expression): boolean {
  const sides = [answer, reference];
  if (sides.some((side) => contains(side, (part) => part.kind === 'symbol' && /[…(]/.test(part.name)))) return false;
  return sides.some((side) => freeSymbols(side).size > 0 || contains(side, (part) => part.kind === 'binder'));
}

function compareAtPoints(answer: Expression, reference: Expression, context: Context): Outcome {
  const hasOpenLog = [answer, reference].some((side) =>
    contains(side, (part) => part.kind === 'apply' && part.operator === 'log' && part.operands.length === 1),
  );
  let last: Outcome = undecided('no point where both exist');
  for (const logBase of hasOpenLog ? ([10, 'e'] as const) : ([10] as const)) {
    last = agreement(answer, reference, context, logBase);
    if (last.verdict === 'equal') return last;
  }
  return last;
}

function agreement(answer: Expression, reference: Expression, context: Context, logBase: 10 | 'e'): Outcome {
  let count = 0;
  for (const sample of samples(answer, reference, context, logBase)) {
    if (!agrees(sample)) return unequal(`${show(answer)} and ${show(reference)} differ ${describe(sample)}`);
    count++;
  }
  if (count < ENOUGH) return undecided('too few points where both exist');
  return equal(`${show(answer)} and ${show(reference)} agree at ${count} points to 45 digits`);
}
