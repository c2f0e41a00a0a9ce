import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A row of a grader's own tests. */
export const graderRow = z.object({
  gold: z.string(),
  pred: z.string(),
  expected: z.boolean(),
  source: z.string(),
  note: z.string().optional(),
  opts: z
    .object({
      match_types: z.array(z.enum(['latex', 'expr', 'string'])).nonempty().optional(),
      precision: z.number().optional(),
      allow_set_relation_comp: z.boolean().optional(),
      strict: z.boolean().optional(),
    })
    .optional(),
}); // prettier-ignore
export type GraderRow = z.infer<typeof graderRow>;

/** One question with eight answers and what others made of them. */
export const recordedRow = z.object({
  idx: z.number(),
  question: z.string(),
  gt: z.string(),
  level: z.string(),
  code: z.array(z.string()),
  pred: z.array(z.string()),
  score: z.array(z.boolean()),
});
export type RecordedRow = z.infer<typeof recordedRow>;

const testSet = z.object({
  examples: z.array(z.object({ question: z.string(), answer: z.union([z.string(), z.number()]) })),
});
export interface Gold {
  set: string;
  question: string;
  answer: string;
}

export function readLines<T>(path: string, schema: z.ZodType<T>): T[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

/** The gold answers of every test set in the folder. */
export function readGolds(folder: string): Gold[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const set = name.replace(/_\d+_\d+\.json$/, '');
      const { examples } = testSet.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      return examples.map(({ question, answer }) => ({ set, question, answer: String(answer) }));
    });
}

/** The options of ours that mean what a row of Math-Verify asks for. */
export function optionsOf({ opts }: GraderRow) {
  return {
    ...(opts?.match_types && { matchTypes: opts.match_types }),
    ...(opts?.precision !== undefined && { precision: opts.precision }),
    ...(opts?.allow_set_relation_comp === false && { relationForSet: false }),
  };
}

/** Value at a share of sorted numbers: 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Numbers from 0 to 1 that are the same on every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
