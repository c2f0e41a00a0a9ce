import type { JsonObject, JsonValue } from '@agentd/agent-core';

/** A tool as the Python side defines it. */
export interface ToolSpec {
  name: string;
  description: string;
  signature: string;
  parameters: { name: string; required: boolean; omittable: boolean }[];
}

/** Host to child. */
export type Request =
  | { op: 'run' | 'branch'; id: number; code: string; timeoutMs: number }
  | { op: 'commit'; id: number; branch: number }
  /** Back to how the session began, with these tools and this seed. */
  | { op: 'reset'; id: number; tools: ToolSpec[]; seed: number }
  | { op: 'tool-reply'; output: JsonValue }
  | { op: 'tool-reply'; error: string }
  | { op: 'tool-abort' };

/** A result as the child reports it; tool calls and durations are the host's to fill in. */
export interface Outcome {
  status: 'ok' | 'syntax-error' | 'runtime-error' | 'timeout' | 'memory' | 'blocked' | 'interrupted';
  stdout: string;
  value?: string | undefined;
  error?: { type: string; message: string; traceback: string; line?: number | undefined } | undefined;
  finalAnswer?: { text: string; value?: JsonValue | undefined } | undefined;
}

/** Child to host. */
export type Reply =
  | { type: 'progress'; stage: string }
  | { type: 'ready' }
  | { type: 'result'; id: number; outcome: Outcome }
  | { type: 'committed'; id: number }
  /** With what the interpreter and the states kept of it hold in memory, in bytes. */
  | { type: 'reset'; id: number; memoryBytes: number }
  | { type: 'tool'; tool: string; arguments: JsonObject }
  | { type: 'snapshot'; header: SnapshotHeader }
  | { type: 'failed'; message: string; code?: string | undefined };

/** What is needed to use a snapshot again, besides its bytes. */
export interface SnapshotHeader {
  /** Bytes of the snapshot proper, which follows the frame. */
  bytes: number;
  crc32: number;
  /** Address of the harness's `dispatch` function. */
  dispatch: number;
}
