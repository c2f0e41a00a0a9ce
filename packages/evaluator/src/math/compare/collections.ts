import type { Expression } from '../expression.ts';
import type { Collection } from './collect.ts';
import { all, type Context, equal, type Outcome, undecided, unequal } from './context.ts';
import { show } from './show.ts';

/** Compares two collections: by name where both have names, in order where that counts, else as sets. */
export function compareCollections(answer: Collection, reference: Collection, context: Context): Outcome {
  const mismatch = context.brackets ? formMismatch(answer, reference) : undefined;
  if (mismatch !== undefined) return unequal(mismatch);
  if (answer.names !== undefined && reference.names !== undefined) return compareByName(answer, reference, context);
  const inOrder = compareInOrder(answer.items, reference.items, context);
  if (inOrder.verdict === 'equal') return inOrder;
  const isTuple = answer.form === 'tuple' || reference.form === 'tuple';
  const isNamed = answer.names !== undefined || reference.names !== undefined;
  const isUnordered = answer.unordered || reference.unordered || (context.listsAreSets && !isTuple && !isNamed);
  if (!isUnordered || (isTuple && answer.form === reference.form)) {
    return inOrder.verdict === 'unequal' ? unequal(`${inOrder.reason} (the order counts)`) : inOrder;
  }
  return compareAsSets(answer.items, reference.items, context);
}

/** What is wrong where one is an ordered tuple or an interval and the other is not. */
function formMismatch(answer: Collection, reference: Collection): string | undefined {
  const [a, b] = [describeForm(answer), describeForm(reference)];
  if (answer.form === 'tuple' && reference.form === 'tuple') {
    const isVector =
      answer.brackets === '⟨⟩' ||
      reference.brackets === '⟨⟩' ||
      answer.items.length > 2 ||
      answer.names !== undefined ||
      reference.names !== undefined;
    return answer.brackets === reference.brackets || isVector ? undefined : `brackets differ: ${a} against ${b}`;
  }
  if (answer.form !== 'tuple' && reference.form !== 'tuple') return undefined;
  const [tuple, other] = answer.form === 'tuple' ? [answer, reference] : [reference, answer];
  if (other.names !== undefined || tuple.names !== undefined) return undefined;
  // `[1, 2, 3]` is how Python prints a list.
  const isPrintedList = tuple.brackets === '[]' && other.form === 'list' && tuple.items.length !== 2;
  return isPrintedList ? undefined : `one is ${a}, the other ${b}`;
}

function describeForm({ form, brackets }: Collection): string {
  if (form === 'tuple') return `a tuple in ${brackets ?? '()'}`;
  return form === 'set' ? 'a set' : 'a list';
}

function compareByName(answer: Collection, reference: Collection, context: Context): Outcome {
  const found = new Map(answer.names?.map((name, at) => [name, answer.items[at]]));
  if (found.size !== reference.items.length)
    return unequal(`${found.size} named values against ${reference.items.length}`);
  const outcomes = reference.items.map((item, at) => {
    const value = found.get(reference.names?.[at] ?? '');
    return value === undefined ? unequal(`no value for ${reference.names?.[at]}`) : context.compare(value, item);
  });
  return all(outcomes, 'every named value is equal');
}

function compareInOrder(answer: readonly Expression[], reference: readonly Expression[], context: Context): Outcome {
  if (answer.length !== reference.length) return unequal(`${answer.length} values against ${reference.length}`);
  const outcomes = function* (): Generator<Outcome> {
    for (const [at, item] of answer.entries()) {
      const other = reference[at];
      if (other === undefined) continue;
      const outcome = context.compare(item, other);
      yield { ...outcome, reason: `value ${at + 1}: ${outcome.reason}` };
    }
  };
  return all(outcomes(), answer.length === 0 ? 'both are empty' : `all ${answer.length} values are equal in order`);
}

/** Whatever the order and however often a value stands there. */
function compareAsSets(answer: readonly Expression[], reference: readonly Expression[], context: Context): Outcome {
  const [extra, doubtful] = missing(answer, reference, context);
  if (extra !== undefined) return doubtful ?? unequal(`${show(extra)} is not among the reference's values`);
  const [lacking, unsure] = missing(reference, answer, context, true);
  if (lacking !== undefined) return unsure ?? unequal(`${show(lacking)} is missing from the answer`);
  return equal(`the same ${reference.length} values, in any order`);
}

/** The first item without a partner among the others, and the doubt where one of them might be. */
function missing(
  items: readonly Expression[],
  others: readonly Expression[],
  context: Context,
  isReversed = false,
): [Expression | undefined, Outcome | undefined] {
  for (const item of items) {
    let doubt: Outcome | undefined;
    let isFound = false;
    for (const other of others) {
      const outcome = isReversed ? context.compare(other, item) : context.compare(item, other);
      if (outcome.verdict === 'equal') isFound = true;
      if (outcome.verdict === 'undecided') doubt ??= undecided(outcome.reason);
      if (isFound) break;
    }
    if (!isFound) return [item, doubt];
  }
  return [undefined, undefined];
}
