import { jsonObjectSchema, usageSchema } from '@agentd/agent-core';
import { z } from 'zod';

/** Version of the serialised form below; a reader refuses a later one. */
export const EVALUATION_RECORD_VERSION = 1;

const count = z.int().nonnegative();

/** Schema of {@link EvaluationRecord}: one line of a journal. */
export const evaluationRecordSchema = z.object({
  schemaVersion: z.literal(EVALUATION_RECORD_VERSION),
  /** Deterministic: SHA-256 of benchmark, item, method with settings, model, scorer and seed. */
  key: z.string().min(1),
  benchmark: z.string(),
  item: z.object({
    id: z.string(),
    question: z.string(),
    answers: z.array(z.string()).min(1),
    level: z.union([z.number(), z.string()]).exactOptional(),
    category: z.string().exactOptional(),
  }),
  method: z.object({ name: z.string(), settings: jsonObjectSchema }),
  model: z.string(),
  scorer: z.string(),
  seed: count,
  /** `error`: no result; a resumed run tries again. */
  status: z.enum(['done', 'error']),
  error: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  /** What was judged; absent where there was no answer. */
  prediction: z.string().exactOptional(),
  correct: z.boolean(),
  score: z.number(),
  reason: z.string(),
  usage: usageSchema,
  /** Steps of the agent over all its trajectories; 0 for a chain of thought. */
  steps: count,
  /** Actions that were sampled, and what became of them (Figure 7 of the paper). */
  actions: z.object({ sampled: count, parseErrors: count, executionErrors: count }),
  /** The same of the actions that the agent went on with. */
  elected: z.object({ sampled: count, parseErrors: count, executionErrors: count }),
  /** Calls of a retriever (Figure 8). */
  retrievalCalls: count,
  /** Ids of the trajectories in the run's store. */
  trajectories: z.array(z.string()),
  /** Texts of a chain of thought. */
  chainsOfThought: z.array(z.string()),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
});

/** The result of one method on one question with one seed. */
export type EvaluationRecord = z.infer<typeof evaluationRecordSchema>;
