import { InvalidInputError, mean } from '@agentd/agent-core';
import type { EvaluationRecord } from '../runs/record.ts';
import { holm } from '../statistics/holm.ts';
import { mcNemarExact } from '../statistics/mcnemar.ts';
import { Resamples } from '../statistics/resamples.ts';
import { collect, resultsByItem } from './collect.ts';
import { nameMethods } from './name-methods.ts';
import { inOrder } from './order.ts';
import { DEFAULT_ROUNDS } from './report-options.ts';
import type { Comparison } from './schema.ts';

/** What {@link compare} takes. */
export interface CompareOptions {
  /** Resamples of the bootstrap; default 2,000. */
  rounds?: number;
  /** How the two are called; default their methods' names. */
  names?: readonly [a: string, b: string];
}

/** The results of one item with both methods, on the seeds that both have. */
interface Pair {
  a: readonly boolean[];
  b: readonly boolean[];
}

/**
 * Compares two methods, or one method in two runs, on each benchmark that both have, and on all of them together where
 * there are several. Only items count for which both have a result with the same seed. McNemar's test takes an item as
 * right where it is right on more than half of these seeds; the bootstrap takes the mean over them.
 * @throws InvalidInputError `evaluator/comparison` when one of them holds several methods, or they share no result
 */
export function compare(
  a: readonly EvaluationRecord[],
  b: readonly EvaluationRecord[],
  options: CompareOptions = {},
): Comparison[] {
  const names = options.names ?? [methodIn(a, 'first'), methodIn(b, 'second')];
  methodIn(a, 'first');
  methodIn(b, 'second');
  const benchmarks = inOrder(a.map(({ benchmark }) => benchmark));
  const found = comparisonsOf(
    names,
    benchmarks,
    (which, benchmark) => {
      const [cell] = collect(
        (which === 0 ? a : b).filter((record) => record.benchmark === benchmark),
        () => '',
      );
      return cell?.records ?? [];
    },
    new Resamples(options.rounds ?? DEFAULT_ROUNDS),
  );
  if (found.length > 0) return adjust(found);
  throw new InvalidInputError(
    `${names[0]} and ${names[1]} have no result for the same benchmark, item and seed; there is nothing to compare.`,
    { code: 'evaluator/comparison' },
  );
}

/** The comparisons of two methods, with p-values that are still to be adjusted. */
export function comparisonsOf(
  [a, b]: readonly [a: string, b: string],
  benchmarks: readonly string[],
  recordsOf: (which: 0 | 1, benchmark: string) => readonly EvaluationRecord[],
  resamples: Resamples,
): Comparison[] {
  const all: Pair[] = [];
  const found: Comparison[] = [];
  for (const benchmark of benchmarks) {
    const pairs = pairUp(recordsOf(0, benchmark), recordsOf(1, benchmark));
    if (pairs.length === 0) continue;
    all.push(...pairs);
    found.push({ benchmark, a, b, ...comparePairs(pairs, resamples) });
  }
  return found.length > 1 ? [...found, { benchmark: null, a, b, ...comparePairs(all, resamples) }] : found;
}

/** The same with p-values adjusted for how many they are. */
export function adjust(comparisons: readonly Comparison[]): Comparison[] {
  const adjusted = holm(comparisons.map(({ pValue }) => pValue));
  return comparisons.map((comparison, index) => ({ ...comparison, adjusted: adjusted[index] ?? 1 }));
}

function pairUp(a: readonly EvaluationRecord[], b: readonly EvaluationRecord[]): Pair[] {
  const others = resultsByItem(b);
  return [...resultsByItem(a)].flatMap(([id, results]): Pair[] => {
    const common = results.flatMap((result) => {
      const other = others.get(id)?.find(({ seed }) => seed === result.seed);
      return other === undefined ? [] : [{ a: result.correct, b: other.correct }];
    });
    return common.length === 0 ? [] : [{ a: common.map((one) => one.a), b: common.map((one) => one.b) }];
  });
}

function comparePairs(pairs: readonly Pair[], resamples: Resamples): Omit<Comparison, 'benchmark' | 'a' | 'b'> {
  const accuracyA = pairs.map(({ a }) => rate(a));
  const accuracyB = pairs.map(({ b }) => rate(b));
  const onlyA = pairs.filter(({ a, b }) => rate(a) > 0.5 && rate(b) <= 0.5).length;
  const onlyB = pairs.filter(({ a, b }) => rate(b) > 0.5 && rate(a) <= 0.5).length;
  const differences = accuracyB.map((value, index) => value - (accuracyA[index] ?? 0));
  const pValue = mcNemarExact(onlyA, onlyB);
  return {
    items: pairs.length,
    accuracyA: mean(accuracyA),
    accuracyB: mean(accuracyB),
    difference: resamples.mean(differences),
    onlyA,
    onlyB,
    pValue,
    adjusted: pValue,
  };
}

const rate = (verdicts: readonly boolean[]): number => mean(verdicts.map(Number));

function methodIn(records: readonly EvaluationRecord[], which: string): string {
  const labelOf = nameMethods(records);
  const labels = new Set(records.map(labelOf));
  const [only] = labels;
  if (only !== undefined && labels.size === 1) return only;
  const found = labels.size === 0 ? 'no records' : `several methods: ${[...labels].join(', ')}`;
  throw new InvalidInputError(`The ${which} side of a comparison holds ${found}; give the records of one method.`, {
    code: 'evaluator/comparison',
  });
}
