import type { RetrievalReport } from '@agentd/sag/retriever';
import { alignColumns } from './columns.ts';
import type { Style } from './text.ts';
import { plural } from './words.ts';

type Interval = RetrievalReport['methods'][number]['meanReciprocalRank'];

/** Recall, mean reciprocal rank and latency of each mode, then its paired difference from the first. */
export function evalLines({ questions, ks, methods, differences }: RetrievalReport, style: Style): string[] {
  const recalls = ks.map((k) => `recall@${k}`);
  const results = methods.map(({ method, recall, meanReciprocalRank, latencyMs }) => [
    method,
    ...ks.map((k) => percent(recall[k])),
    fraction(meanReciprocalRank),
    `${latencyMs.p50.toFixed(1)} ms`,
    `${latencyMs.p95.toFixed(1)} ms`,
  ]);
  const compared = differences.map(({ method, baseline, recall }) => [
    `${method} − ${baseline}`,
    ...ks.map((k) => percent(recall[k], true)),
  ]);
  return [
    ...heading(alignColumns([[plural(questions, 'question'), ...recalls, 'MRR', 'p50', 'p95'], ...results]), style),
    ...(compared.length === 0 ? [] : ['', ...heading(alignColumns([['difference', ...recalls], ...compared]), style)]),
    '',
    'In brackets: 95 % confidence intervals by bootstrap over the questions; differences are paired.',
  ];
}

function heading([first = '', ...rest]: string[], style: Style): string[] {
  return [style('bold', first), ...rest];
}

/** `61.5 [54.5, 68.0]`, in percent. */
function percent(interval: Interval | undefined, isSigned = false): string {
  if (interval === undefined) return '';
  const text = (value: number): string => `${isSigned && value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`;
  return `${text(interval.value)} [${text(interval.low)}, ${text(interval.high)}]`;
}

function fraction({ value, low, high }: Interval): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
