import { z } from 'zod';

/** Schema of the options of `agentd train` that are its own; all others are the trainer's. */
export const trainFlagsSchema = z.object({
  model: z.string(),
  output: z.string(),
  python: z.string(),
  accelerate: z.string().optional(),
});

/** Options of `agentd train`. */
export type TrainFlags = z.output<typeof trainFlagsSchema>;
