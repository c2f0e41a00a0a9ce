import type { ToolSpec } from '../process/protocol.ts';

/** What the child process is started with (one JSON argument). */
export interface ChildSettings {
  mode: 'serve' | 'snapshot';
  /** Folder of the `pyodide` package. */
  pyodideFolder: string;
  /** Folder of the harness's Python files. */
  pythonFolder: string;
  stdlib: string;
  packages: string;
  /** File to start from; absent in mode `snapshot`. */
  snapshot?: string;
  memoryLimitBytes: number;
  fileQuotaBytes: number;
  /** Most bytes of changed memory that the branches of one state may hold together. */
  branchMemoryBytes: number;
  outputLimit: number;
  seed: number;
  tools: ToolSpec[];
}
