import { dirname, join, parse, resolve } from 'node:path';
import { factsCorpusPath } from '@agentd/corpus-facts';
import type { Shard } from '@agentd/evaluator';
import { UsageError } from '../usage-error.ts';
import type { ReadConfig } from './config/read-config.ts';
import { suggestion } from './config/nearest.ts';
import {
  isRunOn,
  resolveBenchmarks,
  resolveMethods,
  resolveModels,
  type NamedMethod,
  type NamedModel,
  type ResolvedBenchmark,
} from './config/resolve-run.ts';
import type { RunFile } from './config/schema.ts';

/** What the command line changes of the file. */
export interface EvalChanges {
  limit?: number | undefined;
  seeds?: readonly number[] | undefined;
  shard?: Shard | undefined;
  concurrency?: number | undefined;
  out?: string | undefined;
  only?: readonly string[] | undefined;
}

/** One method of one model, as it stands in reports. */
export interface PlannedMethod {
  /** With the model's label before it where there are several models. */
  name: string;
  model: NamedModel;
  method: NamedMethod;
}

/** A benchmark and which methods are run on it. */
export interface PlannedBenchmark extends ResolvedBenchmark {
  methods: readonly PlannedMethod[];
}

/** What is to be done, everything filled in and paths whole. */
export interface RunPlan {
  config: ReadConfig;
  run: RunFile;
  models: readonly NamedModel[];
  methods: readonly PlannedMethod[];
  benchmarks: readonly PlannedBenchmark[];
  seeds: readonly number[];
  shard: Shard | undefined;
  concurrency: number;
  /** Folder of the results. */
  out: string;
}

/** @throws UsageError when a name on the command line is not in the file, or nothing is left to do */
export function planRun(config: ReadConfig, changes: EvalChanges): RunPlan {
  const { path, run: file } = config;
  const { seeds = file.seeds, shard, concurrency = file.concurrency } = changes;
  const run = withWholePaths(file, path);
  const models = resolveModels(run);
  const all = models.flatMap((model) =>
    resolveMethods(run).map((method) => ({
      model,
      method,
      name: models.length === 1 ? method.name : `${model.label}/${method.name}`,
    })),
  );
  const chosen = chooseMethods(all, changes.only);
  const benchmarks = resolveBenchmarks(run)
    .map((one) => ({
      ...one,
      ...limitOf(one.limit, changes.limit),
      methods: chosen.filter(({ method }) => isRunOn(method, one)),
    }))
    .filter((one) => one.methods.length > 0);
  const methods = chosen.filter((one) => benchmarks.some((benchmark) => benchmark.methods.includes(one)));
  if (methods.length === 0) throw new UsageError(`${path}: none of the methods is run on any of the benchmarks.`);
  return {
    config,
    run,
    models: models.filter((model) => methods.some((one) => one.model === model)),
    methods,
    benchmarks,
    seeds,
    shard,
    concurrency,
    out: folderOf(path, file.out, changes),
  };
}

/** The smaller of two limits. */
function limitOf(own: number | undefined, given: number | undefined): { limit?: number } {
  const limit = Math.min(own ?? Number.POSITIVE_INFINITY, given ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(limit) ? { limit } : {};
}

/** By whole names, or those without the model's. */
function chooseMethods(all: readonly PlannedMethod[], only: readonly string[] | undefined): readonly PlannedMethod[] {
  if (only === undefined) return all;
  const names = [...new Set(all.flatMap(({ name, method }) => [name, method.name]))];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--only: there is no method ${unknown}${suggestion(unknown, names) || `; there are ${names.join(', ')}`}.`,
    );
  }
  return all.filter(({ name, method }) => only.includes(name) || only.includes(method.name));
}

/** Paths in the file are relative to the file. */
function withWholePaths(run: RunFile, path: string): RunFile {
  const whole = (one: string): string => (/^[a-z][a-z0-9+.-]+:/i.test(one) ? one : resolve(dirname(path), one));
  const local = <T extends { local?: string | undefined }>(one: T): T =>
    one.local === undefined ? one : { ...one, local: whole(one.local) };
  const { model, models, judge, corpus, benchmarks } = run;
  const embedder = corpus?.embedder;
  return {
    ...run,
    ...(model && { model: local(model) }),
    ...(models && { models: models.map(local) }),
    ...(judge && { judge: local(judge) }),
    ...(corpus && {
      corpus: {
        ...corpus,
        path: corpus.path === 'corpus-facts' ? factsCorpusPath : whole(corpus.path),
        ...(embedder && { embedder: local(embedder) }),
      },
    }),
    benchmarks: benchmarks.map((one) => ({
      ...one,
      ...(one.source && { source: one.source.map(whole) }),
      ...(one.aliases !== undefined && { aliases: whole(one.aliases) }),
    })),
  };
}

function folderOf(path: string, own: string | undefined, { out, shard }: EvalChanges): string {
  if (out !== undefined) return resolve(out);
  const folder = resolve(dirname(path), own ?? join('results', parse(path).name));
  return shard === undefined ? folder : `${folder}-shard-${shard.index}-of-${shard.count}`;
}
