import { basename } from 'node:path';
import { benchmarks as known, type Benchmark } from '@agentd/evaluator';
import { tinyBenchmarks } from '../tiny-benchmarks.ts';
import type { BenchmarkConfig } from './benchmark-schema.ts';
import type { MethodConfig } from './method-schema.ts';
import { presetMethods, type PresetName } from './presets.ts';
import type { ModelConfig } from './model-schema.ts';
import type { RunFile } from './schema.ts';

/** A method with its name. */
export type NamedMethod = MethodConfig & { name: string };

/** The benchmark that the file means, its defaults filled in. */
export interface ResolvedBenchmark extends BenchmarkConfig {
  kind: Benchmark['kind'];
  scorer: NonNullable<BenchmarkConfig['scorer']>;
  search: boolean;
  /** Undefined for one of the user's own. */
  known: Benchmark | undefined;
}

/** The benchmarks that have a name here. */
export const knownBenchmarks: readonly Benchmark[] = [...known, ...tinyBenchmarks];

/** A model with the name that tells it from the others. */
export type NamedModel = ModelConfig & { label: string };

/** The models that the file means; the tiny agent where it names none. */
export function resolveModels({ model, models }: Pick<RunFile, 'model' | 'models'>): NamedModel[] {
  return (models ?? [model ?? {}]).map((one) => {
    const { label, name, hub, local } = one;
    return { ...one, label: label ?? name ?? hub ?? (local === undefined ? 'tiny-agent' : basename(local)) };
  });
}

/** The methods that the file means: its own, or those of its presets. */
export function resolveMethods({ methods, preset }: RunFile): NamedMethod[] {
  return (methods ?? presetMethods(preset)).map((method) => ({ ...method, name: method.name ?? method.kind }));
}

/** The benchmarks that the file means. */
export function resolveBenchmarks({ benchmarks, preset, corpus }: RunFile): ResolvedBenchmark[] {
  return benchmarks.map((config) => {
    const found = knownBenchmarks.find(({ name }) => name === config.name);
    const kind = config.kind ?? found?.kind ?? 'qa';
    return {
      ...config,
      kind,
      scorer: config.scorer ?? defaultScorer(kind, preset),
      search: config.search ?? (corpus !== undefined && kind === 'qa'),
      known: found,
    };
  });
}

/** As the paper judges where it alone is meant. */
function defaultScorer(kind: Benchmark['kind'], presets: readonly PresetName[]): ResolvedBenchmark['scorer'] {
  const isPaper = presets.every((preset) => preset === 'paper');
  if (kind === 'math') return isPaper ? 'math-paper' : 'math';
  return isPaper ? 'judge' : 'em';
}

/** Whether a method can be run on a benchmark, and is meant to be. */
export function isRunOn(method: NamedMethod, benchmark: Pick<ResolvedBenchmark, 'name' | 'search'>): boolean {
  const isMeant = method.benchmarks?.includes(benchmark.name) ?? true;
  return isMeant && (benchmark.search || !needsSearch(method));
}

/** Whether a method is nothing without a corpus. */
export const needsSearch = ({ kind }: Pick<MethodConfig, 'kind'>): boolean =>
  kind === 'cot-rag' || kind === 'cot-rag-sc';
