import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

/**
 * Options of a function, checked.
 * @throws InvalidInputError `retriever/bad-options`
 */
export function checkOptions<T>(user: string, schema: z.ZodType<T>, options: unknown): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  throw new InvalidInputError(`The options of ${user} can't be used: ${z.prettifyError(result.error)}`, {
    code: 'retriever/bad-options',
    cause: result.error,
  });
}
