import { hashText, type Scorer } from '@agentd/agent-core';
import type { BenchmarkItem } from '../benchmarks/benchmark.ts';
import type { Method } from '../methods/method.ts';
import type { EvaluationBenchmark, CheckedOptions, Shard } from './options.ts';
import type { EvaluationRecord } from './record.ts';
import { resultKey } from './result-key.ts';

/** One question to one method with one seed. */
export interface EvaluationTask {
  key: string;
  method: Method;
  benchmark: EvaluationBenchmark;
  scorer: Scorer;
  item: BenchmarkItem;
  seed: number;
}

/** The part of a record that is known before the question is asked. */
export function headOf({
  key,
  benchmark,
  item,
  method,
  scorer,
  seed,
}: EvaluationTask): Pick<EvaluationRecord, 'key' | 'benchmark' | 'item' | 'method' | 'model' | 'scorer' | 'seed'> {
  const { id, question, answers, level, category } = item;
  return {
    key,
    benchmark: benchmark.name,
    item: {
      id,
      question,
      answers: [...answers],
      ...(level === undefined ? {} : { level }),
      ...(category === undefined ? {} : { category }),
    },
    method: { name: method.name, settings: method.settings },
    model: method.model,
    scorer: scorer.name,
    seed,
  };
}

/**
 * Everything that is to be done, in the order in which it is: the same for the same options.
 *
 * Seed by seed, and question by question with every method, so that at any time all methods have answered the same
 * questions. Questions come in an order given by a hash of their ids, so that those that are done are a random sample,
 * and all benchmarks are equally far on: what is seen of the accuracy so far is an estimate of the whole.
 */
export function planEvaluation({ methods, benchmarks, seeds, limit, shard }: CheckedOptions): EvaluationTask[] {
  const questions = benchmarks.flatMap((benchmark) => {
    const own = methods.filter(({ name }) => benchmark.methods?.includes(name) ?? true);
    const items = itemsOfShard(benchmark.items.slice(0, limit), shard);
    return items.map((item, index) => ({ benchmark, item, own, place: (index + 0.5) / items.length }));
  });
  questions.sort((a, b) => a.place - b.place);
  return seeds.flatMap((seed) =>
    questions.flatMap(({ benchmark, item, own }) =>
      own.map((method) => {
        const { scorer } = benchmark;
        const head = headOf({ key: '', benchmark, item, method, scorer, seed });
        return { key: resultKey(head), method, benchmark, scorer, item, seed };
      }),
    ),
  );
}

/** The questions of a shard, without one all, in the order in which {@link planEvaluation} asks them. */
export function itemsOfShard(items: readonly BenchmarkItem[], shard: Shard = { index: 1, count: 1 }): BenchmarkItem[] {
  return items
    .map((item) => ({ item, hash: hashText(item.id) }))
    .filter(({ hash }) => Number.parseInt(hash.slice(0, 8), 16) % shard.count === shard.index - 1)
    .sort((a, b) => (a.hash.slice(8) < b.hash.slice(8) ? -1 : 1))
    .map(({ item }) => item);
}
