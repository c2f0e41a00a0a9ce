import { alignColumns } from './columns.ts';
import type { Style } from './text.ts';

/** Two methods, question by question. */
export interface ShownComparison {
  /** Null: all that both have. */
  benchmark: string | null;
  a: string;
  b: string;
  items: number;
  difference: { value: number; low: number; high: number };
  onlyA: number;
  onlyB: number;
  adjusted: number;
}

/** Which of two methods is better on the questions that both have answered. */
export function comparisonLines(comparisons: readonly ShownComparison[], style: Style): string[] {
  if (comparisons.length === 0) return [];
  const rows = comparisons.map(({ benchmark, a, b, items, difference, onlyA, onlyB, adjusted }) => [
    `${b} − ${a}`,
    benchmark ?? 'all',
    String(items),
    `${signed(difference.value)} [${signed(difference.low)}, ${signed(difference.high)}]`,
    `${onlyB} : ${onlyA}`,
    adjusted < 0.001 ? '< 0.001' : adjusted.toFixed(3),
  ]);
  const [heading = '', ...lines] = alignColumns([
    ['difference', 'benchmark', 'questions', 'points', 'only one right', 'p'],
    ...rows,
  ]);
  return [
    style('bold', heading),
    ...lines,
    '',
    "Paired: 95 % intervals by bootstrap over the questions; p by McNemar's exact test, corrected for the number of benchmarks (Holm).",
  ];
}

const signed = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`;
