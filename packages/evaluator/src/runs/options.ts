import { InvalidInputError, jsonObjectSchema, type Scorer, type TrajectoryStore } from '@agentd/agent-core';
import { z } from 'zod';
import type { BenchmarkItem, BenchmarkKind } from '../benchmarks/benchmark.ts';
import type { Method } from '../methods/method.ts';
import type { EvaluationProgress } from './progress.ts';

/** A benchmark with its items at hand, and who judges the answers. */
export interface EvaluationBenchmark {
  /** As in journals and reports; unique within a run. */
  name: string;
  /** What is asked for; methods vote on answers by it. */
  kind: BenchmarkKind;
  items: readonly BenchmarkItem[];
  scorer: Scorer;
  /** Names of the methods that are run on it; default all. */
  methods?: readonly string[] | undefined;
}

/** One of several parts of a run, which share no item and together have all. Both count from 1. */
export interface Shard {
  index: number;
  count: number;
}

/** What {@link runEvaluation} takes. */
export interface EvaluationOptions {
  methods: readonly Method[];
  benchmarks: readonly EvaluationBenchmark[];
  /** Every method answers every question once with each; default 0 alone. */
  seeds?: readonly number[] | undefined;
  /** The file of results, JSON Lines; made where it does not exist, gone on with where it does. */
  journal: string;
  /** Where the runs of agents go. Without it they are dropped, and results name none. */
  trajectories?: TrajectoryStore | undefined;
  /** How many questions are answered at a time; default 1. */
  concurrency?: number | undefined;
  /** Only the first so many items of every benchmark. */
  limit?: number | undefined;
  shard?: Shard | undefined;
  /** Errors of one method in a row after which it is stopped; default 20. */
  maxConsecutiveErrors?: number | undefined;
  /** Ends the run early: what is under way is given up and leaves no result. */
  signal?: AbortSignal | undefined;
  /** Told how far the run is: once at its start and after each result. */
  onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

/** Options that were found good, with their defaults. */
export interface CheckedOptions extends EvaluationOptions {
  seeds: readonly number[];
  concurrency: number;
  maxConsecutiveErrors: number;
}

const name = z.string().min(1);
const positive = z.int().min(1);

const optionsSchema = z
  .object({
    methods: z.array(z.object({ name, model: z.string(), settings: jsonObjectSchema })).min(1),
    benchmarks: z
      .array(
        z.object({
          name,
          kind: z.enum(['qa', 'math']),
          items: z.array(z.object({ id: name, answers: z.array(z.string()).min(1) })).min(1, 'has no items'),
          scorer: z.object({ name }),
          methods: z.array(z.string()).min(1).optional(),
        }),
      )
      .min(1),
    seeds: z.array(z.int().nonnegative()).min(1).default([0]),
    journal: z.string().min(1),
    concurrency: positive.default(1),
    limit: positive.optional(),
    shard: z
      .object({ index: positive, count: positive })
      .refine(({ index, count }) => index <= count, 'index must not be above count')
      .optional(),
    maxConsecutiveErrors: positive.default(20),
  })
  .superRefine(({ methods, benchmarks, seeds }, context) => {
    const known = methods.map((method) => method.name);
    const complain = (what: string, twice: string | number | undefined) => {
      if (twice !== undefined) context.addIssue({ code: 'custom', message: `${what} ${twice} is there twice` });
    };
    complain('the method', repeated(known));
    complain('the benchmark', repeated(benchmarks.map((benchmark) => benchmark.name)));
    complain('the seed', repeated(seeds));
    for (const benchmark of benchmarks) {
      complain(`in the benchmark ${benchmark.name}, the item`, repeated(benchmark.items.map(({ id }) => id)));
      const unknown = benchmark.methods?.find((method) => !known.includes(method));
      if (unknown === undefined) continue;
      const message = `the benchmark ${benchmark.name} asks for the method ${unknown}; there are ${known.join(', ')}`;
      context.addIssue({ code: 'custom', message });
    }
  });

/** @throws InvalidInputError `evaluator/invalid-options` that names everything that is wrong */
export function checkOptions(options: EvaluationOptions): CheckedOptions {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) {
    const { seeds, concurrency, maxConsecutiveErrors } = parsed.data;
    return { ...options, seeds, concurrency, maxConsecutiveErrors };
  }
  throw new InvalidInputError(`The evaluation cannot start: ${z.prettifyError(parsed.error)}`, {
    code: 'evaluator/invalid-options',
    cause: parsed.error,
  });
}

/**
 * Reads `2/3`: the second of three shards.
 * @throws InvalidInputError `evaluator/invalid-options`
 */
export function parseShard(text: string): Shard {
  const [, index, count] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index <= shard.count) return shard;
  throw new InvalidInputError(`"${text}" is no shard; 1/3, 2/3 and 3/3 are the three shards of three.`, {
    code: 'evaluator/invalid-options',
  });
}

function repeated<T>(values: readonly T[]): T | undefined {
  const seen = new Set<T>();
  return values.find((value) => seen.size === seen.add(value).size);
}
