import type { ToolSpec } from '../process/protocol.ts';

/** What the Python program is started with (one JSON argument). */
export interface ServerSettings {
  /** `check` tries out which layers work and ends. */
  mode: 'serve' | 'check';
  /** Where the working folder is mounted, or where a temporary folder is made. */
  folder: string;
  /** Whether it may mount: each state then has a file system of its own. */
  mounts: boolean;
  seccomp: boolean;
  /** Python's `sys.path`. */
  path: string[];
  /** Files of the harness, in the order in which they are run. */
  harness: string[];
  preload: string[];
  memoryLimitBytes: number;
  branchMemoryBytes: number;
  fileQuotaBytes: number;
  maxThreads: number;
  outputLimit: number;
  seed: number;
  tools: ToolSpec[];
}
