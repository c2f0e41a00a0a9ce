import { z } from 'zod';
import { plainScorerNames } from '../evaluation/config/benchmark-schema.ts';

/** Schema of the options of `agentd filter`, as the argument parser gives them. */
export const filterFlagsSchema = z.object({
  out: z.string(),
  right: z.boolean(),
  answers: z.string().optional(),
  kind: z.enum(['math', 'qa']).optional(),
  scorer: z.enum(plainScorerNames).optional(),
  /** False where turns without code are to go. */
  errors: z.boolean(),
  maxSteps: z.number().optional(),
  keepUnfinished: z.boolean(),
  tokenizer: z.string().optional(),
  maxTokens: z.number().optional(),
  minTokens: z.number().optional(),
  keepDuplicates: z.boolean(),
  nearDuplicates: z.union([z.boolean(), z.number()]).optional(),
  failedSteps: z.enum(['keep', 'drop', 'recovery']),
  leakage: z.array(z.string()).optional(),
  paperLog: z.boolean(),
  json: z.boolean(),
});

/** Options of `agentd filter`. */
export type FilterFlags = z.output<typeof filterFlagsSchema>;
