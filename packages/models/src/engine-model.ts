import { randomInt } from 'node:crypto';
import {
  checkCompletionRequest,
  type CallOptions,
  type Completion,
  type CompletionChunk,
  type CompletionRequest,
  type CompletionResult,
  type LanguageModel,
  type ModelCapabilities,
  type SampleOptions,
  type SampleSummary,
} from '@agentd/agent-core';
import { checkStreamsOne, collectSamples } from './collect-samples.ts';
import type { EngineRequest } from './local/engine.ts';
import type { RequestEvent } from './local/protocol.ts';
import { revive, type RunningRequest } from './local/worker-client.ts';

/** An engine that runs requests one after another and reports what happens as it happens. */
export interface EngineClient {
  /** @throws ModelError `model/closed` after {@link close} */
  start(request: EngineRequest, stream: boolean): RunningRequest;
  /** Ends running requests with `model/closed` and frees the model. */
  close(): Promise<void>;
}

/** A model whose engine runs on this machine. */
export class EngineModel implements LanguageModel {
  readonly id: string;
  readonly capabilities: ModelCapabilities = { n: true, prefill: true, seed: true, logprobs: true, streaming: true };
  readonly #client: EngineClient;

  constructor(id: string, client: EngineClient) {
    this.id = id;
    this.#client = client;
  }

  async complete(request: CompletionRequest, options: CallOptions = {}): Promise<CompletionResult> {
    return collectSamples(this.sample(request, options));
  }

  async *sample(request: CompletionRequest, options: SampleOptions = {}): AsyncGenerator<Completion, SampleSummary> {
    const checked = prepare(request);
    for await (const event of this.#events(checked, false, options)) {
      if (event.type === 'completion' && options.enough?.aborted !== true) yield event.completion;
      if (event.type === 'done') {
        return { usage: event.usage, ...(checked.prefill === '' ? {} : { prefillMethod: 'native' as const }) };
      }
    }
    return { usage: { promptTokens: 0, completionTokens: 0 } };
  }

  async *stream(request: CompletionRequest, options: CallOptions = {}): AsyncGenerator<CompletionChunk> {
    const checked = prepare(request);
    checkStreamsOne(checked.n);
    let completion: Completion | undefined;
    for await (const event of this.#events(checked, true, options)) {
      if (event.type === 'text') yield { type: 'text', text: event.text };
      if (event.type === 'completion') completion = event.completion;
      if (event.type === 'done' && completion !== undefined)
        yield { type: 'completion', completion, usage: event.usage };
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async *#events(request: EngineRequest, stream: boolean, options: SampleOptions): AsyncGenerator<RequestEvent> {
    const { signal, enough } = options;
    signal?.throwIfAborted();
    const running = this.#client.start(request, stream);
    const abort = (): void => running.fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    enough?.addEventListener('abort', running.stop, { once: true });
    if (enough?.aborted === true) running.stop();
    try {
      for (;;) {
        const event = await running.next();
        if (event.type === 'error') throw revive(event.error);
        yield event;
        if (event.type === 'done') return;
      }
    } finally {
      running.stop();
      signal?.removeEventListener('abort', abort);
      enough?.removeEventListener('abort', running.stop);
    }
  }
}

function prepare(request: CompletionRequest): EngineRequest {
  const checked = checkCompletionRequest(request);
  return { ...checked, seed: checked.seed ?? randomInt(2 ** 48 - 1) };
}
