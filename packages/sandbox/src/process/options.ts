import { z } from 'zod';

/** Options of every executor that keeps a session in a process of its own. */
export interface CommonOptions {
  /** Wall-clock milliseconds that one snippet may run, time in host tools left out; default 10 000. */
  timeoutMs?: number;
  /** Milliseconds that one snippet may wait for host tools in total; default 120 000. */
  toolTimeoutMs?: number;
  /** Most memory kept for the changes of all branches of one state together, in MiB; default 1 024. */
  branchMemoryMb?: number;
  /** Most characters of printed text, of a value and of a traceback, each cut in the middle; default 20 000. */
  outputLimit?: number;
  /** Seeds the language's random numbers, so that runs can be repeated; default 0. `random`: differs each time. */
  seed?: number | 'random';
  /** `auto` uses bubblewrap where it works, `require` refuses to open a session without it; default `auto`. */
  bubblewrap?: 'auto' | 'require' | 'off';
}

/** {@link CommonOptions} with their defaults, as parts of an object's schema. */
export const commonOptions = {
  timeoutMs: z.number().int().min(1).max(3_600_000).default(10_000),
  toolTimeoutMs: z.number().int().min(0).max(3_600_000).default(120_000),
  branchMemoryMb: z.number().int().min(16).max(8_192).default(1_024),
  outputLimit: z.number().int().min(100).max(10_000_000).default(20_000),
  seed: z.union([z.number().int().min(0).max(0xffff_ffff), z.literal('random')]).default(0),
  bubblewrap: z.enum(['auto', 'require', 'off']).default('auto'),
};
