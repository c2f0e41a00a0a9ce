import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import type { LoadOptions } from './benchmark.ts';

const MEBIBYTE = 2 ** 20;

const optionsSchema = z.object({
  limit: z.int().min(1).optional(),
  seed: z.int().optional(),
  maxBytes: z
    .int()
    .min(1)
    .default(256 * MEBIBYTE),
  source: z.union([z.string().min(1), z.array(z.string().min(1)).nonempty()]).optional(),
  aliases: z.string().min(1).optional(),
});

/** The options with their defaults. Names in messages are those of the option. */
export function checkLoadOptions(name: string, options: LoadOptions): z.infer<typeof optionsSchema> {
  const result = optionsSchema.safeParse(options);
  if (result.success) return result.data;
  throw new InvalidInputError(`Options of the benchmark ${name}: ${z.prettifyError(result.error)}`, {
    code: 'evaluator/options',
    cause: result.error,
  });
}
