import {
  apply,
  contains,
  type Expression,
  type ExpressionOf,
  freeSymbols,
  type RelationOperator,
} from '../expression.ts';
import { divide, isReal, isSame } from '../value/complex.ts';
import { all, type Context, equal, type Outcome, undecided, unequal } from './context.ts';
import { ENOUGH, samples } from './sample.ts';
import { show } from './show.ts';

const MIRRORED: Readonly<Record<string, RelationOperator>> = { '<': '>', '>': '<', '≤': '≥', '≥': '≤' };

/** Compares two relations that are neither assignments nor sets of real numbers. */
export function compareRelations(
  answer: ExpressionOf<'relation'>,
  reference: ExpressionOf<'relation'>,
  context: Context,
): Outcome {
  const [a, b] = [oriented(answer), oriented(reference)];
  if (a.operators.join() !== b.operators.join()) {
    return unequal(`${show(answer)} against ${show(reference)}: different signs of relation`);
  }
  const sides = a.operands.map((operand, at) => [operand, b.operands[at]] as const);
  const sideBySide = all(
    sides.map(([one, other]) => (other === undefined ? unequal('fewer sides') : context.compare(one, other))),
    'both sides are equal',
  );
  if (sideBySide.verdict === 'equal' || a.operators.length !== 1) return sideBySide;
  if (a.operators[0] === '=' && sides.length === 2) {
    const swapped = all(
      [[a.operands[0], b.operands[1]], [a.operands[1], b.operands[0]]].map(([one, other]) => one && other ? context.compare(one, other) : unequal('fewer sides')),
      'both sides are equal, the other way round',
    ); // prettier-ignore
    if (swapped.verdict === 'equal') return swapped;
  }
  return proportional(a, b, context);
}

/** With every sign of order pointing to the right. */
function oriented(relation: ExpressionOf<'relation'>): ExpressionOf<'relation'> {
  if (!relation.operators.every((operator) => operator === '>' || operator === '≥')) return relation;
  return {
    ...relation,
    operands: relation.operands.toReversed(),
    operators: relation.operators.toReversed().map((operator) => MIRRORED[operator] ?? operator),
  };
}

/** Whether one difference of sides is a constant (for an order: positive) multiple of the other at every point. */
function proportional(
  answer: ExpressionOf<'relation'>,
  reference: ExpressionOf<'relation'>,
  context: Context,
): Outcome {
  const [f, g] = [difference(answer), difference(reference)];
  const fallback = `${show(answer)} against ${show(reference)}`;
  if (f === undefined || g === undefined) return unequal(fallback);
  const [namesF, namesG] = [freeSymbols(f), freeSymbols(g)];
  if (namesF.symmetricDifference(namesG).size > 0) return unequal(`${fallback}: different variables`);
  let ratio: ReturnType<typeof divide>;
  let count = 0;
  for (const sample of samples(f, g, context)) {
    const here = divide(sample.a, sample.b);
    if (here === undefined || (here.re.isZero() && here.im.isZero())) {
      if (sample.a.re.isZero() && sample.b.re.isZero()) continue;
      return unequal(`${fallback}: one side's difference is zero where the other's is not`);
    }
    ratio ??= here;
    if (!isSame(ratio, here, here.re.abs())) return unequal(`${fallback}: not multiples of each other`);
    count++;
  }
  if (count < ENOUGH || ratio === undefined) return undecided(fallback);
  const isOrder = answer.operators[0] !== '=' && answer.operators[0] !== '≠';
  if (isOrder && (!isReal(ratio) || ratio.re.isNegative())) return unequal(`${fallback}: the order is reversed`);
  return equal(`${show(answer)} is a constant multiple of ${show(reference)}`);
}

function difference({ operands: [left, right] }: ExpressionOf<'relation'>): Expression | undefined {
  if (left === undefined || right === undefined) return undefined;
  const isNumber = (side: Expression): boolean =>
    !contains(side, ({ kind }) => !/^(?:number|constant|symbol|apply|binder)$/.test(kind));
  return isNumber(left) && isNumber(right) ? apply('add', left, apply('negate', right)) : undefined;
}
