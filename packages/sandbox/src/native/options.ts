import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

const moduleName = z.string().regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, 'the name of a Python module');

const optionsSchema = z.strictObject({
  python: z.string().min(1).default('python3'),
  preload: z.array(moduleName).default([]),
  timeoutMs: z.number().int().min(1).max(3_600_000).default(10_000),
  toolTimeoutMs: z.number().int().min(0).max(3_600_000).default(120_000),
  memoryLimitMb: z.number().int().min(64).max(65_536).default(512),
  branchMemoryMb: z.number().int().min(16).max(65_536).default(1_024),
  fileQuotaMb: z.number().int().min(1).max(16_384).default(64),
  maxThreads: z.number().int().min(1).max(1_024).default(32),
  outputLimit: z.number().int().min(100).max(10_000_000).default(20_000),
  seed: z.union([z.number().int().min(0).max(0xffff_ffff), z.literal('random')]).default(0),
  isolation: z.enum(['bubblewrap', 'none']).default('bubblewrap'),
});

/** What {@link nativeExecutor} takes; everything may be left out. */
export interface NativeOptions {
  /** The interpreter, by name on the `PATH` or by path: CPython 3.11 or later; default `python3`. */
  python?: string;
  /** Modules that are imported before a session starts, such as `['numpy', 'sympy']`; default none. */
  preload?: readonly string[];
  /** Wall-clock milliseconds that one snippet may run, time in host tools left out; default 10 000. */
  timeoutMs?: number;
  /** Milliseconds that one snippet may wait for host tools in total; default 120 000. */
  toolTimeoutMs?: number;
  /** Address space beyond what the interpreter starts with, in MiB; default 512. */
  memoryLimitMb?: number;
  /** Memory and files that all branches of one state may hold together beyond that state's, in MiB; default 1 024. */
  branchMemoryMb?: number;
  /** Most bytes in files that code may write, in MiB; default 64. Files live in memory. */
  fileQuotaMb?: number;
  /** Threads that code may have at once; default 32. It may start no processes. */
  maxThreads?: number;
  /** Most characters of printed text, of a value and of a traceback, each cut in the middle; default 20 000. */
  outputLimit?: number;
  /** Seeds `random`, `numpy.random`, `os.urandom` and hashes; default 0. `random`: differs for each session. */
  seed?: number | 'random';
  /** `bubblewrap` refuses to open a session where it does not work; `none` leaves it out. Default `bubblewrap`. */
  isolation?: 'bubblewrap' | 'none';
}

/** Options with their defaults. */
export type ResolvedOptions = z.output<typeof optionsSchema>;

/** @throws InvalidInputError code `executor/bad-options` */
export function resolveOptions(options: NativeOptions): ResolvedOptions {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`The options of nativeExecutor are not valid: ${z.prettifyError(parsed.error)}`, {
    code: 'executor/bad-options',
    cause: parsed.error,
  });
}
