import { jsonObjectSchema } from '@agentd/agent-core';
import { z } from 'zod';

/** Version of the serialised form below; a reader refuses a later one. */
export const REPORT_SCHEMA_VERSION = 1;

const count = z.int().nonnegative();
const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
/** `bootstrap`: over items, of the mean over seeds. */
const accuracy = interval.extend({ interval: z.enum(['wilson', 'bootstrap']) });

const actionsSchema = z.object({
  count,
  /** Shares of these actions that were no valid code, or failed when they ran. */
  parseErrors: interval,
  executionErrors: interval,
});

const cellSchema = z.object({
  benchmark: z.string(),
  method: z.string(),
  /** Items with at least one result. */
  items: count,
  /** Items times seeds that were to have a result; `results` have one, `errors` ended without, `missing` never ended. */
  planned: count,
  results: count,
  errors: count,
  missing: count,
  /** Results without an answer: they count as wrong. */
  unanswered: count,
  /** Null where nothing has a result. */
  accuracy: accuracy.nullable(),
  /** What the accuracy would be if all that has no result were wrong. */
  accuracyAtLeast: z.number(),
  /** Mean of the scorer's graded score. */
  score: z.number(),
  seeds: z.array(z.object({ seed: count, results: count, accuracy: z.number() })),
  /** Sample standard deviation of the accuracy over seeds; null with fewer than two. */
  deviation: z.number().nullable(),
  /** Null where nothing acted. `elected`: what the agent went on with. */
  actions: z.object({ sampled: actionsSchema, elected: actionsSchema }).nullable(),
  /** The following are means a question. */
  retrievalCalls: interval,
  generatedTokens: interval,
  promptTokens: z.number(),
  steps: z.number(),
  /** In the currency of the price table; null where any result has no price. */
  cost: z.number().nullable(),
  time: z.object({ medianMs: z.number(), totalMs: z.number() }).exactOptional(),
});

/** One method on one benchmark. */
export type ReportCell = z.infer<typeof cellSchema>;

const comparisonSchema = z.object({
  /** Null: all benchmarks that both have, each item counted alike. */
  benchmark: z.string().nullable(),
  a: z.string(),
  b: z.string(),
  /** Items with a seed for which both have a result; nothing else is compared. */
  items: count,
  accuracyA: z.number(),
  accuracyB: z.number(),
  /** B minus A, with the interval of the paired bootstrap over items. */
  difference: interval,
  /** Items that only one has right on most of the common seeds. */
  onlyA: count,
  onlyB: count,
  /** McNemar's exact test on these. */
  pValue: z.number(),
  /** The same by Holm's method over all comparisons of the list. */
  adjusted: z.number(),
});

/** Two methods on the items that both have. */
export type Comparison = z.infer<typeof comparisonSchema>;

const itemSchema = z.object({
  benchmark: z.string(),
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()),
  level: z.union([z.number(), z.string()]).exactOptional(),
  category: z.string().exactOptional(),
});

const resultSchema = z.object({
  /** Indexes into `items` and `methods`. */
  item: count,
  method: count,
  seed: count,
  status: z.enum(['done', 'error']),
  correct: z.boolean(),
  score: z.number(),
  /** Shortened where it is long. */
  prediction: z.string().exactOptional(),
  reason: z.string(),
  error: z.string().exactOptional(),
  steps: count,
  generatedTokens: count,
  retrievalCalls: count,
  trajectories: z.array(z.string()),
  chainsOfThought: count,
  durationMs: z.number().exactOptional(),
});

/** Schema of {@link ReportData}. */
export const reportSchema = z.object({
  schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
  title: z.string(),
  /** Rounds of every bootstrap. */
  rounds: count,
  seeds: z.array(count),
  benchmarks: z.array(
    z.object({ name: z.string(), title: z.string(), domain: z.enum(['factual', 'math', 'other']), items: count }),
  ),
  methods: z.array(
    z.object({
      /** Unique in the report. */
      label: z.string(),
      name: z.string(),
      model: z.string(),
      configurations: z.array(
        z.object({ benchmarks: z.array(z.string()), scorer: z.string(), settings: jsonObjectSchema }),
      ),
    }),
  ),
  cells: z.array(cellSchema),
  /** Means over benchmarks, each counted alike; only for methods that have all of a domain. */
  averages: z.array(
    z.object({ method: z.string(), domain: z.enum(['factual', 'math', 'other', 'all']), accuracy: interval }),
  ),
  comparisons: z.array(comparisonSchema),
  breakdowns: z.array(
    z.object({
      benchmark: z.string(),
      by: z.enum(['level', 'category']),
      value: z.string(),
      method: z.string(),
      items: count,
      accuracy,
    }),
  ),
  /** Accuracy against the number of samples, of methods that are the same otherwise. */
  scaling: z.array(
    z.object({ benchmark: z.string(), series: z.string(), method: z.string(), samples: count, accuracy }),
  ),
  items: z.array(itemSchema),
  results: z.array(resultSchema),
  /** ISO 8601: when the first result was begun and the last. */
  period: z.object({ from: z.string(), to: z.string() }).exactOptional(),
});

/** Everything a report shows, as plain JSON. */
export type ReportData = z.infer<typeof reportSchema>;
/** One question with one method and seed. */
export type ReportResult = z.infer<typeof resultSchema>;
/** A share with the way its interval was made. */
export type Accuracy = z.infer<typeof accuracy>;
