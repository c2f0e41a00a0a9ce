import type { CutText, EmbedderIdentity, EmbeddingKind } from '../../embedder.ts';
import type { Pooling } from './options.ts';

/** What the worker says of the model that it has loaded. */
export interface LoadedEncoder {
  identity: EmbedderIdentity;
  pooling: Pooling | 'graph';
  maxTokens: number;
}

/** An error on its way from the worker. */
export interface PlainError {
  message: string;
  code: string;
}

/** What the worker is told. `control` becomes {@link STOP} when nobody waits for the answer any more. */
export type WorkerInput =
  | { type: 'embed'; id: number; texts: readonly string[]; kind: EmbeddingKind; control: SharedArrayBuffer }
  | { type: 'close' };

/** The vectors of a call, one behind the other. */
export interface EmbedAnswer {
  vectors: Float32Array<ArrayBuffer>;
  cuts: CutText[];
}

/** What the worker says. */
export type WorkerOutput =
  | { type: 'loaded'; encoder: LoadedEncoder }
  | { type: 'load-failed'; error: PlainError }
  | { type: 'embedded'; id: number; answer: EmbedAnswer }
  | { type: 'failed'; id: number; error: PlainError }
  | { type: 'closed' };

/** Values of the control word of a call. */
export const RUN = 0;
export const STOP = 1;
