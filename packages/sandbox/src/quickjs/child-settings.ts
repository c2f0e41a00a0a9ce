import type { ToolSpec } from '../process/protocol.ts';

/** What the child process is started with (one JSON argument). */
export interface ChildSettings {
  /** Emscripten's loader of QuickJS, the WebAssembly that it loads, and the parser: paths. */
  loader: string;
  wasm: string;
  parser: string;
  /** Folder of the JavaScript that runs inside QuickJS beside the agent's. */
  harnessFolder: string;
  memoryLimitBytes: number;
  /** Most bytes of changed memory that the branches of one state may hold together. */
  branchMemoryBytes: number;
  outputLimit: number;
  seed: number;
  tools: ToolSpec[];
}
