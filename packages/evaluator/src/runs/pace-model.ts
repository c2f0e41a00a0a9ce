import { setTimeout as sleep } from 'node:timers/promises';
import {
  InvalidInputError,
  type CallOptions,
  type CompletionRequest,
  type LanguageModel,
  type SampleOptions,
} from '@agentd/agent-core';

/** What {@link paceModel} takes. */
export interface PaceOptions {
  /** Requests that may begin within a minute, evenly spread. */
  requestsPerMinute: number;
}

/**
 * The same model with its requests spread evenly over time, for servers that allow so many a minute. Where the model
 * draws `n` samples by `n` requests, each counts. Requests that the model's adapter sends again after a fault do not
 * count; how many run at a time is the adapter's business as well.
 * @throws InvalidInputError `evaluator/invalid-options`
 */
export function paceModel(model: LanguageModel, { requestsPerMinute }: PaceOptions): LanguageModel {
  if (!(requestsPerMinute > 0 && requestsPerMinute < Infinity)) {
    throw new InvalidInputError(`requestsPerMinute must be a number above 0; it is ${requestsPerMinute}.`, {
      code: 'evaluator/invalid-options',
    });
  }
  const apartMs = 60_000 / requestsPerMinute;
  let nextAt = 0;
  const turn = async ({ n = 1 }: CompletionRequest, { signal }: CallOptions = {}): Promise<void> => {
    signal?.throwIfAborted();
    const now = performance.now();
    const at = Math.max(now, nextAt);
    nextAt = at + apartMs * (model.capabilities.n ? 1 : n);
    if (at === now) return;
    await sleep(at - now, undefined, signal && { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  };
  const sample = model.sample?.bind(model);
  const stream = model.stream?.bind(model);
  return {
    id: model.id,
    capabilities: model.capabilities,
    async complete(request, options) {
      await turn(request, options);
      return model.complete(request, options);
    },
    ...(sample && {
      async *sample(request: CompletionRequest, options?: SampleOptions) {
        await turn(request, options);
        return yield* sample(request, options);
      },
    }),
    ...(stream && {
      async *stream(request: CompletionRequest, options?: CallOptions) {
        await turn(request, options);
        yield* stream(request, options);
      },
    }),
    close: async () => model.close?.(),
  };
}
