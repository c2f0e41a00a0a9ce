import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import { commonOptions, type CommonOptions } from '../process/options.ts';

const progress = z.custom<(stage: string) => void>((value) => typeof value === 'function', 'a function');

const optionsSchema = z.strictObject({
  ...commonOptions,
  memoryLimitMb: z.number().int().min(128).max(2_048).default(512),
  fileQuotaMb: z.number().int().min(0).max(1_024).default(64),
  cacheDir: z.string().min(1).optional(),
  packages: z.array(z.string().min(1)).max(200).default([]),
  packageFolder: z.string().min(1).optional(),
  packageBaseUrl: z.url({ protocol: /^https?$/ }).optional(),
  lockFile: z.string().min(1).optional(),
  offline: z.boolean().default(false),
  onProgress: progress.optional(),
});

/** What {@link pyodideExecutor} takes; everything may be left out. */
export interface PyodideOptions extends CommonOptions {
  /** Most memory of the interpreter, in MiB; default 512. It starts with about 50. */
  memoryLimitMb?: number;
  /** Most bytes in files that code may write, in MiB; default 64. Files live in memory. */
  fileQuotaMb?: number;
  /** Folder of start-up snapshots and downloaded packages; default `AGENTD_CACHE_DIR`, or the user's cache folder. */
  cacheDir?: string;
  /**
   * Python packages that every session has: names in Pyodide's lock file (`numpy`), with a version where it matters
   * (`numpy==2.4.6`), or paths of wheels. Their dependencies come along. Default none; SymPy and mpmath are built in.
   */
  packages?: string[];
  /** Folder of wheels, looked into before anything is downloaded. */
  packageFolder?: string;
  /** Address that packages are downloaded from; default the distribution of the installed Pyodide on jsDelivr. */
  packageBaseUrl?: string;
  /** Path of the `pyodide-lock.json` of a distribution of your own, of the installed Pyodide's version. */
  lockFile?: string;
  /** Whether to download nothing; default false. */
  offline?: boolean;
  /** Seeds `random`, `os.urandom` and the like, so that runs can be repeated; default 0. `random`: differs each time. */
  seed?: number | 'random';
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
