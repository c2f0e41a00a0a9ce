import { z } from 'zod';
import type { EmbeddingKind } from '../../embedder.ts';
import { prefixesSchema } from '../check.ts';

/** Settings that all embedders on a server have; only `baseURL` is needed. */
export interface RemoteEmbedderOptions {
  /** Address of the server, such as `http://localhost:8080`. */
  baseURL: string;
  /** Sent as `Authorization: Bearer …`; never part of a message. */
  apiKey?: string;
  /** Further headers of each request; their values are never part of a message. */
  headers?: Record<string, string>;
  /** Put before each query and each passage; default what is known of the model's family, else nothing. */
  prefixes?: Partial<Record<EmbeddingKind, string>>;
  /**
   * Any text that changes with the weights behind the model's name. It is part of the fingerprint; without it, a server
   * that changes the weights and not the name goes unnoticed.
   */
  revision?: string;
  /** Texts in a request; default 64. */
  batchSize?: number;
  /** Requests at a time; default 4. */
  concurrency?: number;
  /** How often a request is tried again after a fault that may pass; default 5. */
  maxRetries?: number;
  /** Wait before the first retry where the server names no time, in milliseconds; doubles each time; default 500. */
  retryDelayMs?: number;
  /** Limit for one request, in milliseconds; default 60,000. */
  timeoutMs?: number;
  /** Stops the opening. */
  signal?: AbortSignal;
}

const count = z.int().min(1);

/** @internal */
export const remoteSchema = z.strictObject({
  baseURL: z.url({ protocol: /^https?$/ }),
  apiKey: z.string().min(1).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  prefixes: prefixesSchema.optional(),
  revision: z.string().optional(),
  batchSize: count.default(64),
  concurrency: count.default(4),
  maxRetries: z.int().min(0).default(5),
  retryDelayMs: z.number().min(0).default(500),
  timeoutMs: z.number().positive().default(60_000),
});

/** Checked settings. */
export type RemoteSettings = z.infer<typeof remoteSchema>;
