import type { Completion, Usage } from '@agentd/agent-core';
import type { EngineRequest } from './engine.ts';
import type { PrefixSharing } from './open-decoder.ts';

/** An error on its way from the worker. */
export interface PlainError {
  message: string;
  code: string;
  isRetryable: boolean;
}

/** What the worker is told. */
export type WorkerInput =
  | { type: 'generate'; id: number; request: EngineRequest; stream: boolean; control: SharedArrayBuffer }
  | { type: 'close' };

/** What one request gives, in order; `done` or `error` is last. */
export type RequestEvent =
  | { type: 'text'; text: string }
  | { type: 'completion'; completion: Completion }
  | { type: 'done'; usage: Usage }
  | { type: 'error'; error: PlainError };

/** What the worker says. */
export type WorkerOutput =
  | { type: 'loaded'; prefixSharing: PrefixSharing }
  | { type: 'load-failed'; error: PlainError }
  | { type: 'closed' }
  | { type: 'event'; id: number; event: RequestEvent };

/** Values of the shared control word of a request. */
export const RUN = 0;
export const STOP = 1;
