import { type Expression, isScalar } from '../expression.ts';
import { canonicalKey } from './canonical.ts';
import { type Assignment, assignmentOf, stem, valueOfChain } from './names.ts';
import { expandDoubleSigns } from './rewrite.ts';

/** Values that an answer lists, and what is known of their order. */
export interface Collection {
  items: readonly Expression[];
  form: 'list' | 'set' | 'tuple';
  /** Set where each value has a name of its own, in the order of the items. */
  names?: readonly string[];
  /** Whether the order cannot matter: a set, solutions of one variable, values joined by "or". */
  unordered: boolean;
  brackets?: '()' | '[]' | '⟨⟩';
}

/** Reads an expression as several values; undefined for a single one. */
export function collect(expression: Expression): Collection | undefined {
  switch (expression.kind) {
    case 'set':
      return { items: expression.items.flatMap(values), form: 'set', unordered: true };
    case 'tuple': {
      const { items, brackets } = expression;
      const named = namedValues(items);
      if (named !== undefined) return { ...named, form: 'tuple', brackets };
      const variants = expandDoubleSigns(expression);
      if (variants.length > 1) return { items: variants, form: 'list', unordered: true };
      return { items, form: 'tuple', unordered: false, brackets };
    }
    case 'list':
      return collectList(expression.items, expression.joined);
    case 'relation': {
      const assignment = assignmentOf(expression);
      return assignment && collect(assignment.value);
    }
    default: {
      const variants = expandDoubleSigns(expression);
      return variants.length > 1 ? { items: variants, form: 'list', unordered: true } : undefined;
    }
  }
}

const values = (item: Expression): readonly Expression[] =>
  expandDoubleSigns(assignmentOf(item)?.value ?? valueOfChain(item));

function collectList(items: readonly Expression[], joined: string): Collection {
  const [first] = items;
  const named = namedValues(items);
  if (named !== undefined) return named;
  const assignment = first && assignmentOf(first);
  // `n = 1, 2, 3` gives one name all its values.
  if (assignment !== undefined && items.slice(1).every((item) => item.kind !== 'relation')) {
    return { items: [assignment.value, ...items.slice(1)].flatMap(values), form: 'list', unordered: true };
  }
  const spread = items.flatMap((item) => (item.kind === 'relation' ? [valueOfChain(item)] : expandDoubleSigns(item)));
  const isSpread = spread.length > items.length;
  const isSystem = spread.some((item) => !isScalar(item) && item.kind !== 'text');
  return { items: spread, form: 'list', unordered: isSpread || isSystem || joined === 'or' };
}

/** `x = 1, y = 2` by name; `x = 1, x = 2` as the values of one variable; `x_1 = 1, x_2 = 2` as both. */
function namedValues(items: readonly Expression[]): Collection | undefined {
  const assignments: Assignment[] = [];
  for (const item of items) {
    const assignment = assignmentOf(item);
    if (assignment === undefined) return undefined;
    assignments.push(assignment);
  }
  if (assignments.length === 0) return undefined;
  const stems = new Set(assignments.map(({ name }) => stem(name)));
  const all = assignments.map(({ value }) => value);
  const names = assignments.map(({ name }) => canonicalKey(name));
  const spread = all.flatMap((value) => expandDoubleSigns(value));
  const isOneVariable = stems.size === 1;
  if (isOneVariable && (new Set(names).size < names.length || spread.length > all.length)) {
    return { items: spread, form: 'list', unordered: true };
  }
  return { items: all, form: 'list', unordered: isOneVariable, names };
}
