import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

const recipeSchema = z.object({
  lora: z
    .object({
      rank: z.int().positive().default(64),
      alpha: z.number().positive().default(128),
      dropout: z.number().min(0).lt(1).default(0.05),
      /** Every linear layer but the output head. */
      targetModules: z.literal('all-linear').default('all-linear'),
    })
    .prefault({}),
  learningRate: z.number().positive().default(2e-4),
  epochs: z.number().positive().default(2),
  /** Conversations in a step of the optimiser, over all devices. */
  batchSize: z.int().positive().default(8),
  /** Tokens; longer conversations are left out. */
  maxLength: z.int().positive().default(10_240),
  /** Several conversations in one row; the paper did not, and masks would have to keep them apart. */
  packing: z.literal(false).default(false),
  seed: z.int().nonnegative().default(1),
});

/** How a student is trained; the defaults are the paper's. */
export type TrainingRecipe = z.output<typeof recipeSchema>;

/** What of a {@link TrainingRecipe} is not to be the paper's. */
export type TrainingRecipeInput = z.input<typeof recipeSchema>;

/** @throws InvalidInputError `distill-data/options` that names the value */
export function trainingRecipe(input: TrainingRecipeInput = {}): TrainingRecipe {
  const parsed = recipeSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`The training recipe is not usable: ${z.prettifyError(parsed.error)}`, {
    code: 'distill-data/options',
    cause: parsed.error,
  });
}
