import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

/** Rounds of the bootstrap where none are asked for: the ends of an interval are then good to about a tenth of it. */
export const DEFAULT_ROUNDS = 2000;

/** What one method was to do on one benchmark. */
export interface PlannedCell {
  benchmark: string;
  /** The method's own name. */
  method: string;
  items: number;
  seeds: readonly number[];
}

/** What {@link buildReport} takes. */
export interface ReportOptions {
  /** Default `Evaluation`. */
  title?: string;
  /** Whether what a clock measured is in the report; default true. Without it two runs can be compared by their bytes. */
  withTimes?: boolean;
  /**
   * What the run was to do, in the order of the table. What of it has no result counts as missing. Default: every item
   * and seed that occurs on a benchmark, for each method with any record there.
   */
  planned?: readonly PlannedCell[];
  /** How often each bootstrap resamples; default 2,000. */
  rounds?: number;
}

const schema = z.object({
  title: z.string().min(1).default('Evaluation'),
  withTimes: z.boolean().default(true),
  rounds: z.int().min(100).max(1_000_000).default(DEFAULT_ROUNDS),
  planned: z
    .array(
      z.object({
        benchmark: z.string().min(1),
        method: z.string().min(1),
        items: z.int().nonnegative(),
        seeds: z.array(z.int().nonnegative()),
      }),
    )
    .default([]),
});

/** @throws InvalidInputError `evaluator/report` that names the option */
export function checkReportOptions(options: ReportOptions): z.output<typeof schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`The report cannot be made: ${z.prettifyError(parsed.error)}`, {
    code: 'evaluator/report',
    cause: parsed.error,
  });
}
