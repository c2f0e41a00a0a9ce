import type { Retriever } from '@agentd/agent-core';
import { z } from 'zod';
import { checkQuery } from '../check-query.ts';
import { checkOptions } from '../check-options.ts';
import { JsonClient } from '../http/json-client.ts';
import { shownAddress } from '../http/shown.ts';
import { answerSchema, type RetrieveRequest, toPassage } from './protocol.ts';

/** What {@link searchR1Retriever} takes; only `baseURL` is needed. */
export interface SearchR1Options {
  /** Where the server is, such as `http://127.0.0.1:8000`, with or without `/retrieve`. */
  baseURL: string;
  /** Sent as `Authorization: Bearer …`; never part of a message. Search-R1's own server asks for none. */
  token?: string | undefined;
  /** Further headers of each request; their values are never part of a message. */
  headers?: Record<string, string> | undefined;
  /** Limit for one request, in milliseconds; default 30,000. */
  timeoutMs?: number | undefined;
  /** How often a search is tried again after a fault that may pass; default 2. */
  maxRetries?: number | undefined;
  /** Wait before the first retry where the server names no time, in milliseconds; doubles each time; default 250. */
  retryDelayMs?: number | undefined;
  /** As it stands in trajectories; default `search-r1:` and the address. */
  id?: string | undefined;
}

const optionsSchema = z.strictObject({
  baseURL: z.url({ protocol: /^https?$/ }),
  token: z.string().min(1).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  timeoutMs: z.number().positive().default(30_000),
  maxRetries: z.int().min(0).default(2),
  retryDelayMs: z.number().min(0).default(250),
  id: z.string().min(1).optional(),
});

/**
 * Searches through a server of the Search-R1 form (`POST /retrieve`), such as the one of `serveRetriever`.
 *
 * `search` throws `retriever/empty-query` and `retriever/invalid-k`; `retriever/unreachable`, `retriever/timeout`,
 * `retriever/rate-limited` and `retriever/server-error` once they outlast the retries; `retriever/unauthorised`,
 * `retriever/not-found`, `retriever/bad-request` and `retriever/bad-response` at once.
 * @throws InvalidInputError `retriever/bad-options`
 */
export function searchR1Retriever(options: SearchR1Options): Retriever {
  const { id, token, ...settings } = checkOptions('searchR1Retriever', optionsSchema, options);
  const url = new URL(settings.baseURL);
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/retrieve$/, '');
  const client = new JsonClient({ ...settings, baseURL: url.href, apiKey: token });
  return {
    id: id ?? `search-r1:${shownAddress(url.href)}`,
    async search(query, { k = 3, signal } = {}) {
      checkQuery(query, k);
      const body: RetrieveRequest = { queries: [query], topk: k, return_scores: true };
      const { result } = await client.send({ path: '/retrieve', body, schema: answerSchema, signal });
      return result[0].slice(0, k).map(toPassage);
    },
  };
}
