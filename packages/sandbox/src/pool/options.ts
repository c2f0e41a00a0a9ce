import { availableParallelism } from 'node:os';
import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

const longestMs = 24 * 60 * 60 * 1_000;

const optionsSchema = z
  .strictObject({
    maxSessions: z.number().int().min(1).max(10_000).default(availableParallelism),
    warmSpares: z.number().int().min(0).default(1),
    recycleAboveMb: z.number().min(1).default(256),
    maxUses: z.number().int().min(1).optional(),
    idleMs: z.number().int().min(0).max(longestMs).default(60_000),
    acquireTimeoutMs: z.number().int().min(1).max(longestMs).default(60_000),
  })
  .refine(({ maxSessions, warmSpares }) => warmSpares <= maxSessions, {
    path: ['warmSpares'],
    error: 'must not be above maxSessions, which counts spares too',
  });

/** What {@link executorPool} takes; everything may be left out. */
export interface PoolOptions {
  /**
   * Most interpreters at a time: in use, spare and starting together. Past it, callers of `open` wait in line. Default:
   * the number of cores.
   */
  maxSessions?: number;
  /** Interpreters that are kept ready besides those in use, as far as `maxSessions` allows; default 1. */
  warmSpares?: number;
  /** A session that holds more memory than this when it is given back is replaced, in MiB; default 256. */
  recycleAboveMb?: number;
  /** A session that was handed out so often is replaced; default: no such limit. */
  maxUses?: number;
  /** Milliseconds after which spares past `warmSpares` end; default 60 000. */
  idleMs?: number;
  /** Milliseconds that `open` waits for a session at most; default 60 000. */
  acquireTimeoutMs?: number;
}

/** Options with their defaults. */
export type ResolvedPoolOptions = z.output<typeof optionsSchema>;

/** @throws InvalidInputError code `executor/bad-options` */
export function resolvePoolOptions(options: PoolOptions): ResolvedPoolOptions {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`The options of executorPool are not valid: ${z.prettifyError(parsed.error)}`, {
    code: 'executor/bad-options',
    cause: parsed.error,
  });
}
