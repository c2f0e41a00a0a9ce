import { chainsOfThoughtSchema, trajectorySchema } from '@agentd/agent-core';
import { z } from 'zod';
import { questionRecordSchema } from '../sampling/question-record.ts';

/** A question on the queue. */
export const jobSchema = z.object({
  task: z.object({ id: z.string(), question: z.string(), answers: z.array(z.string()) }),
  /** Of the sampling's settings: a worker with others must not answer it. */
  settings: z.string(),
});

/** A question on the queue. */
export type QuestionJob = z.infer<typeof jobSchema>;

/** What a worker made of it. */
export const jobResultSchema = z.object({
  question: questionRecordSchema,
  chainsOfThought: z.array(chainsOfThoughtSchema),
  trajectories: z.array(trajectorySchema),
});

/** What a worker made of a question. */
export type QuestionResult = z.infer<typeof jobResultSchema>;

/** The library takes no ids that could be numbers. */
export const jobIdOf = (questionKey: string): string => `q-${questionKey}`;
export const questionKeyOf = (jobId: string): string => jobId.slice(2);
