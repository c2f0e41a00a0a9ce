import type { ToolSpec } from '../process/protocol.ts';

/** An archive to unpack inside before the session begins. */
export interface WheelFile {
  name: string;
  path: string;
  /** Archive of its modules compiled. */
  bytecode?: string;
  /** Among the packages, or among the system's libraries. */
  target: 'site' | 'dynlib';
  /** Modules to import. */
  imports: string[];
}

/** What the child process is started with (one JSON argument). */
export interface ChildSettings {
  /** `compile` answers with the bytecode of the one wheel's modules. */
  mode: 'serve' | 'snapshot' | 'compile';
  /** Folder of the `pyodide` package. */
  pyodideFolder: string;
  /** Folder of the harness's Python files. */
  pythonFolder: string;
  stdlib: string;
  packages: string;
  /** File to start from; only in mode `serve`. */
  snapshot?: string;
  /** Dependencies first. */
  wheels: WheelFile[];
  /** Whether the snapshot was made with them imported: then only their files are needed. */
  wheelsInSnapshot: boolean;
  memoryLimitBytes: number;
  fileQuotaBytes: number;
  /** Most bytes of changed memory that the branches of one state may hold together. */
  branchMemoryBytes: number;
  outputLimit: number;
  seed: number;
  tools: ToolSpec[];
}
