import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

const progress = z.custom<(stage: string) => void>((value) => typeof value === 'function', 'a function');

const optionsSchema = z.strictObject({
  timeoutMs: z.number().int().min(1).max(3_600_000).default(10_000),
  toolTimeoutMs: z.number().int().min(0).max(3_600_000).default(120_000),
  memoryLimitMb: z.number().int().min(128).max(2_048).default(512),
  branchMemoryMb: z.number().int().min(16).max(8_192).default(1_024),
  fileQuotaMb: z.number().int().min(0).max(1_024).default(64),
  outputLimit: z.number().int().min(100).max(10_000_000).default(20_000),
  cacheDir: z.string().min(1).optional(),
  seed: z.union([z.number().int().min(0).max(0xffff_ffff), z.literal('random')]).default(0),
  bubblewrap: z.enum(['auto', 'require', 'off']).default('auto'),
  onProgress: progress.optional(),
});

/** What {@link pyodideExecutor} takes; everything may be left out. */
export interface PyodideOptions {
  /** Wall-clock milliseconds that one snippet may run, time in host tools left out; default 10 000. */
  timeoutMs?: number;
  /** Milliseconds that one snippet may wait for host tools in total; default 120 000. */
  toolTimeoutMs?: number;
  /** Most memory of the interpreter, in MiB; default 512. It starts with about 50. */
  memoryLimitMb?: number;
  /** Most memory kept for the changes of all branches of one state together, in MiB; default 1 024. */
  branchMemoryMb?: number;
  /** Most bytes in files that code may write, in MiB; default 64. Files live in memory. */
  fileQuotaMb?: number;
  /** Most characters of printed text, of a value and of a traceback, each cut in the middle; default 20 000. */
  outputLimit?: number;
  /** Folder of the start-up snapshot; default `AGENTD_CACHE_DIR`, or the user's cache folder. */
  cacheDir?: string;
  /** Seeds `random`, `os.urandom` and the like, so that runs can be repeated; default 0. `random`: differs each time. */
  seed?: number | 'random';
  /** `auto` uses bubblewrap where it works, `require` refuses to open a session without it; default `auto`. */
  bubblewrap?: 'auto' | 'require' | 'off';
  /** Told what is going on while the first session of a machine is prepared, which takes seconds. */
  onProgress?: (stage: string) => void;
}

/** Options with their defaults. */
export type ResolvedOptions = z.output<typeof optionsSchema>;

/** @throws InvalidInputError code `executor/bad-options` */
export function resolveOptions(options: PyodideOptions): ResolvedOptions {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`The options of pyodideExecutor are not valid: ${z.prettifyError(parsed.error)}`, {
    code: 'executor/bad-options',
    cause: parsed.error,
  });
}
