import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import { commonOptions, type CommonOptions } from '../process/options.ts';

const optionsSchema = z.strictObject({
  ...commonOptions,
  memoryLimitMb: z.number().int().min(32).max(2_048).default(256),
});

/** What {@link quickjsExecutor} takes; everything may be left out. */
export interface QuickJSOptions extends CommonOptions {
  /** Most memory of the interpreter, in MiB; default 256. It starts with 16, most of it unused. */
  memoryLimitMb?: number;
}

/** Options with their defaults. */
export type ResolvedOptions = z.output<typeof optionsSchema>;

/** @throws InvalidInputError code `executor/bad-options` */
export function resolveOptions(options: QuickJSOptions): ResolvedOptions {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`The options of quickjsExecutor are not valid: ${z.prettifyError(parsed.error)}`, {
    code: 'executor/bad-options',
    cause: parsed.error,
  });
}
