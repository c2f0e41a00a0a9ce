import { alignColumns } from './columns.ts';
import type { Style } from './text.ts';
import { number, plural } from './words.ts';

/** What is to be done, for people. */
export interface ShownPlan {
  benchmarks: readonly {
    name: string;
    items: number;
    badRows: number;
    scorer: string;
    search: boolean;
    methods: readonly string[];
  }[];
  methods: readonly string[];
  models: readonly string[];
  seeds: readonly number[];
  shard?: { index: number; count: number } | undefined;
  out: string;
}

/** How many questions each method is asked of each benchmark. */
export function planLines({ benchmarks, methods, models, seeds, shard, out }: ShownPlan, style: Style): string[] {
  const asked = benchmarks.reduce((total, { items, methods: on }) => total + items * on.length * seeds.length, 0);
  const rows = methods.map((method) => [
    method,
    ...benchmarks.map(({ items, methods: on }) => (on.includes(method) ? number(items * seeds.length) : '–')),
  ]);
  const judged = ['judged by', ...benchmarks.map(({ scorer }) => scorer)];
  const searched = ['searches', ...benchmarks.map(({ search }) => (search ? 'the corpus' : 'nothing'))];
  const [heading = '', ...lines] = alignColumns([
    ['', ...benchmarks.map(({ name }) => name)],
    ...rows,
    judged,
    searched,
  ]);
  const part =
    shard === undefined
      ? ''
      : `, of which shard ${shard.index} of ${shard.count} does about ${number(Math.round(asked / shard.count))}`;
  return [
    style('bold', heading),
    ...lines,
    '',
    `${plural(models.length, 'model')} (${models.join(', ')}), ${plural(seeds.length, 'seed')} (${seeds.join(', ')}): ${plural(asked, 'question')} to ask${part}.`,
    `Results go to ${out}.`,
  ];
}
