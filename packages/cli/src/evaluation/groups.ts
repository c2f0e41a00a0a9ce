import type { EvaluationBenchmark, Method } from '@agentd/evaluator';
import type { Scorer } from '@agentd/sag';
import type { LoadedBenchmark } from './open-benchmarks.ts';
import type { MethodParts } from './method-parts.ts';
import { openMethod } from './open-methods.ts';

/** Benchmarks that the same methods are run on. */
export interface Group {
  methods: Method[];
  benchmarks: EvaluationBenchmark[];
}

/**
 * What is searched and what is not: an agent has `web_search` where there is something to find, and is another method of
 * the same name where there is not.
 */
export function openGroups(
  loaded: readonly LoadedBenchmark[],
  scorers: ReadonlyMap<string, Scorer>,
  parts: MethodParts,
): Group[] {
  return [false, true].flatMap((isSearched) => {
    const here = loaded.filter(({ planned }) => planned.search === isSearched);
    if (here.length === 0) return [];
    const own: MethodParts = isSearched ? parts : { ...parts, search: undefined };
    const planned = new Set(here.flatMap(({ planned: { methods } }) => methods));
    const methods = [...planned].map((method) => openMethod(method, own));
    const benchmarks = here.map(({ planned: { name, kind, methods: on }, items }) => {
      const scorer = scorers.get(name);
      if (scorer === undefined) throw new TypeError(`The benchmark ${name} has no scorer.`);
      return { name, kind, items, scorer, methods: on.map((method) => method.name) };
    });
    return [{ methods, benchmarks }];
  });
}
