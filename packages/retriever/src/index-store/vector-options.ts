import { z } from 'zod';

const ivfRqSchema = z.strictObject({
  type: z.literal('ivf-rq'),
  partitions: z.int().positive().max(65_536).optional(),
  bits: z.int().min(1).max(8).optional(),
});

/** Schema of {@link VectorIndexChoice}. */
export const choiceSchema = z.union([z.enum(['auto', 'exact']), ivfRqSchema]);

/**
 * How vectors are searched. `exact`: all are compared. `ivf-rq`: they are sorted into partitions (default the square
 * root of their number) and kept once more with some bits a dimension (RaBitQ, default 1), from which the best are
 * compared by their whole vectors. `auto`: exact below 20,000 vectors, `ivf-rq` from there.
 */
export type VectorIndexChoice = z.infer<typeof choiceSchema>;

/** Schema of {@link VectorIndexSettings}. */
export const settingsSchema = z.object({ choice: choiceSchema, partitions: z.int().nonnegative() });

/** What an index keeps of its last choice; LanceDB does not tell how many partitions there are. */
export type VectorIndexSettings = z.infer<typeof settingsSchema>;

/** How a search uses an approximate vector index; an exact scan needs neither. */
export interface VectorSearchOptions {
  /** Partitions that are looked through; default a twentieth of all, at least 20 and at most 200. */
  probes?: number | undefined;
  /**
   * For each of the k + 4 passages asked for (of the depth of a hybrid search + 4), how many candidates are compared by
   * their whole vectors; default 150 and 15 a passage, which is 28 for k = 3.
   */
  refine?: number | undefined;
}
