import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import { isLoopback } from './loopback.ts';

/** What {@link serveRetriever} takes besides the retriever. */
export interface ServeOptions {
  /** 0 for any free one; default 8000, as Search-R1's. */
  port?: number | undefined;
  /** Default 127.0.0.1: this machine only. Anything else needs a token. */
  host?: string | undefined;
  /** Asked for as `Authorization: Bearer …`; at least 16 characters. */
  token?: string | undefined;
  /** Queries in one request; default 512. */
  maxQueries?: number | undefined;
  /** Passages that one request may ask for: its queries times its topk; default 20,000. */
  maxPassages?: number | undefined;
  /** Default 1 MiB. */
  maxBodyBytes?: number | undefined;
  /** Searches at a time, over all requests; default 4. */
  concurrency?: number | undefined;
  /** How long `close` waits for requests under way before it cuts them off; default 5,000. */
  graceMs?: number | undefined;
  /** Closes the server. */
  signal?: AbortSignal | undefined;
}

const count = z.int().min(1);

const schema = z.strictObject({
  port: z.int().min(0).max(65_535).default(8000),
  host: z.string().min(1).default('127.0.0.1'),
  token: z.string().min(16, { error: 'has fewer than 16 characters' }).optional(),
  maxQueries: count.default(512),
  maxPassages: count.default(20_000),
  maxBodyBytes: count.default(2 ** 20),
  concurrency: count.default(4),
  graceMs: z.int().min(0).default(5000),
  signal: z.instanceof(AbortSignal).optional(),
});

/** {@link ServeOptions} with every default filled in. */
export type ServeSettings = z.infer<typeof schema>;

/** @throws InvalidInputError `retriever/bad-options`, `retriever/token-required` */
export function checkServeOptions(options: ServeOptions): ServeSettings {
  const settings = checkOptions('serveRetriever', schema, options);
  const { host, token } = settings;
  if (token !== undefined || isLoopback(host)) return settings;
  throw new InvalidInputError(
    `Without a token the corpus would be open to everyone who reaches ${host}. ` +
      'Give a token of 16 or more characters, or serve on 127.0.0.1.',
    { code: 'retriever/token-required' },
  );
}
