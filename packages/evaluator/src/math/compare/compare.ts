import { type Expression, type ExpressionOf, isScalar } from '../expression.ts';
import { canonicalKey } from './canonical.ts';
import { collect } from './collect.ts';
import { compareCollections } from './collections.ts';
import { all, type Context, equal, type Outcome, unequal } from './context.ts';
import { solutionSet } from './inequalities.ts';
import { compareRealSets } from './intervals.ts';
import { compareMatrices, settleMatrices } from './matrices.ts';
import { assignmentOf, isName, isSameName, valueOfChain, withoutConditions } from './names.ts';
import { compareQuantities } from './quantities.ts';
import { toRealSet } from './real-set.ts';
import { compareRelations } from './relations.ts';
import { compareScalars } from './scalar.ts';
import { show } from './show.ts';
import { normaliseWords } from './words.ts';

/** Compares an answer with a reference, whatever kinds they are. */
export function compareExpressions(answer: Expression, reference: Expression, context: Context): Outcome {
  context.budget.spend(4);
  const [a, b] = [answer, reference].map((side) => settleMatrices(valueOfChain(withoutConditions(side))));
  if (a === undefined || b === undefined) return unequal('nothing to compare');
  if (canonicalKey(a) === canonicalKey(b)) return equal(`${show(a)} and ${show(b)} have the same form`);
  if (a.kind === 'relation' || b.kind === 'relation') return compareWithRelation(a, b, context);
  if (isAmount(a) && isAmount(b)) {
    const hasSigns = collect(a) !== undefined || collect(b) !== undefined;
    if (!hasSigns)
      return a.kind === 'quantity' || b.kind === 'quantity'
        ? compareQuantities(a, b, context)
        : compareScalars(a, b, context);
  }
  return compareKinds(a, b, context);
}

const isAmount = (expression: Expression): boolean => isScalar(expression) || expression.kind === 'quantity';

function compareWithRelation(a: Expression, b: Expression, context: Context): Outcome {
  const [first, second] = [assignmentOf(a), assignmentOf(b)];
  if (first !== undefined && second !== undefined) {
    if (isSameName(first.name, second.name)) return context.compare(first.value, second.value);
  } else if (first !== undefined && b.kind !== 'relation') return context.compare(first.value, b);
  else if (second !== undefined && a.kind !== 'relation') return context.compare(a, second.value);
  const [inA, inB] = [membership(a), membership(b)];
  if (inA !== undefined || inB !== undefined) return context.compare(inA ?? a, inB ?? b);
  const sets = compareAsRealSets(a, b, context);
  if (sets !== undefined) return sets;
  if (a.kind === 'relation' && b.kind === 'relation') return compareRelations(a, b, context);
  const [one, other] = [collect(a), collect(b)];
  if (one !== undefined && other !== undefined) return compareCollections(one, other, context);
  return unequal(`${show(a)} against ${show(b)}: one is ${describe(a)}, the other ${describe(b)}`);
}

/** The set of `x ∈ [-2, 7]`. */
function membership(expression: Expression): Expression | undefined {
  if (expression.kind !== 'relation' || expression.operators.length !== 1 || expression.operators[0] !== '∈')
    return undefined;
  const [name, set] = expression.operands;
  return name !== undefined && isName(name) ? set : undefined;
}

/** Undefined where not both can be read as sets of real numbers, or where neither says that it is one. */
function compareAsRealSets(a: Expression, b: Expression, context: Context): Outcome | undefined {
  if (!saysSet(a) && !saysSet(b)) return undefined;
  const [one, other] = [
    solutionSet(a, context) ?? realSetOf(a, context),
    solutionSet(b, context) ?? realSetOf(b, context),
  ];
  if (one === undefined || other === undefined) return undefined;
  const isRefused = !context.relationForSet && isOrder(a) && !isOrder(b);
  if (isRefused) return unequal('the answer is a relation where the reference is a set');
  return compareRealSets(one, other, context);
}

const isOrder = (expression: Expression): boolean =>
  expression.kind === 'list'
    ? expression.items.every(isOrder)
    : expression.kind === 'relation' && expression.operators.every((operator) => /[<>≤≥≠]/.test(operator));

function saysSet(expression: Expression): boolean {
  if (expression.kind === 'list') return expression.items.some(saysSet);
  return /^(?:interval|set-operation|named-set)$/.test(expression.kind) || isOrder(expression);
}

function realSetOf(expression: Expression, context: Context): ReturnType<typeof toRealSet> {
  if (expression.kind !== 'list') return toRealSet(expression, context);
  const [first, ...more] = expression.items;
  if (first === undefined) return undefined;
  const union = more.reduce<Expression>(
    (left, right) => ({ kind: 'set-operation', operator: 'union', left, right }),
    first,
  );
  return toRealSet(union, context);
}

function compareKinds(a: Expression, b: Expression, context: Context): Outcome {
  const sets = compareAsRealSets(a, b, context);
  if (sets !== undefined) return sets;
  if (a.kind === 'interval' && b.kind === 'interval') return compareEnds(a, b, context);
  if (a.kind === 'matrix' || b.kind === 'matrix') return compareMatrices(a, b, context);
  if (a.kind === 'ratio' || b.kind === 'ratio') return compareRatios(a, b, context);
  if (a.kind === 'based' || b.kind === 'based') return compareBased(a, b);
  if (a.kind === 'text' && b.kind === 'text') return compareTexts(a, b);
  const [one, other] = [collect(a), collect(b)];
  if (one !== undefined && other !== undefined) return compareCollections(one, other, context);
  const [collection, single] = one === undefined ? [other, a] : [one, b];
  if (collection !== undefined && collection.form !== 'tuple' && collection.items.length > 0) {
    const outcomes = collection.items.map((item) =>
      one === undefined ? context.compare(single, item) : context.compare(item, single),
    );
    const every = all(outcomes, `every value listed is ${show(single)}`);
    if (every.verdict !== 'unequal' || collection.items.length === 1) return every;
  }
  return unequal(`${show(a)} against ${show(b)}: one is ${describe(a)}, the other ${describe(b)}`);
}

/** Intervals whose ends are not all numbers. */
function compareEnds(a: ExpressionOf<'interval'>, b: ExpressionOf<'interval'>, context: Context): Outcome {
  if (context.brackets && (a.lowClosed !== b.lowClosed || a.highClosed !== b.highClosed))
    return unequal(`intervals differ: ${show(a)} against ${show(b)}`);
  const low = context.compare(a.low, b.low);
  return low.verdict === 'equal' ? context.compare(a.high, b.high) : low;
}

function compareRatios(a: Expression, b: Expression, context: Context): Outcome {
  if (a.kind === 'ratio' && b.kind === 'ratio') {
    if (a.items.length !== b.items.length) return unequal(`${a.items.length} parts against ${b.items.length}`);
    const { items } = b;
    const isTime = a.isTime && b.isTime;
    if (isTime) return all(a.items.map((item, at) => context.compare(item, items[at] ?? item)), 'the same time'); // prettier-ignore
    const [firstA, firstB] = [a.items[0], b.items[0]];
    if (firstA === undefined || firstB === undefined) return unequal('an empty ratio');
    for (const [at, part] of a.items.entries()) {
      const outcome = context.compare(quotient(part, firstA), quotient(b.items[at] ?? firstB, firstB));
      if (outcome.verdict !== 'equal') return outcome;
    }
    return equal(`${show(a)} and ${show(b)} are the same ratio`);
  }
  const value = (side: Expression): Expression | undefined => {
    if (side.kind !== 'ratio') return isScalar(side) ? side : undefined;
    const [top, bottom, ...more] = side.items;
    return top !== undefined && bottom !== undefined && more.length === 0 ? quotient(top, bottom) : undefined;
  };
  const [x, y] = [value(a), value(b)];
  return x === undefined || y === undefined ? unequal(`${show(a)} against ${show(b)}`) : context.compare(x, y);
}

const quotient = (top: Expression, bottom: Expression): Expression => ({
  kind: 'apply',
  operator: 'divide',
  operands: [top, bottom],
});

/** A number in another base has another form, and the form is what was asked for. */
function compareBased(a: Expression, b: Expression): Outcome {
  const digits = (side: Expression): string | undefined => {
    if (side.kind === 'based') return `${side.digits} in base ${side.base}`;
    return side.kind === 'number' && side.value.d === 1n ? `${side.value.n} in base 10` : undefined;
  };
  return unequal(`${digits(a) ?? show(a)} against ${digits(b) ?? show(b)}`);
}

function compareTexts(a: ExpressionOf<'text'>, b: ExpressionOf<'text'>): Outcome {
  if (normaliseWords(a.text) === normaliseWords(b.text)) return equal(`the same words: ${show(b)}`);
  return unequal(`${show(a)} against ${show(b)}: different words`);
}

function describe({ kind }: Expression): string {
  const names: Partial<Record<Expression['kind'], string>> = {
    apply: 'a value', number: 'a value', constant: 'a value', symbol: 'a value', binder: 'a value', list: 'a list', relation: 'a relation',
    'set-operation': 'a set', 'named-set': 'a set', text: 'a text', based: 'a number in a base', quantity: 'a value with a unit',
  }; // prettier-ignore
  return names[kind] ?? `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
