import type { ShownPlan } from '../render/evaluation-plan.ts';
import type { LoadedBenchmark } from './open-benchmarks.ts';
import type { RunPlan } from './run-plan.ts';

/** The plan with the number of items that were read. */
export function shownPlan(
  { methods, models, seeds, shard, out }: RunPlan,
  loaded: readonly LoadedBenchmark[],
): ShownPlan {
  return {
    benchmarks: loaded.map(({ planned, items, badRows }) => ({
      name: planned.name,
      items: items.length,
      badRows: badRows.length,
      scorer: planned.scorer,
      search: planned.search,
      methods: planned.methods.map(({ name }) => name),
    })),
    methods: methods.map(({ name }) => name),
    models: models.map(({ label }) => label),
    seeds,
    shard,
    out,
  };
}
