import { randomInt } from 'node:crypto';
import { basename, resolve } from 'node:path';
import {
  checkCompletionRequest,
  InvalidInputError,
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
import type { EngineRequest } from './engine.ts';
import type { PrefixSharing } from './open-decoder.ts';
import { checkLocalOptions, type LocalModelOptions } from './options.ts';
import type { RequestEvent } from './protocol.ts';
import { revive, WorkerClient } from './worker-client.ts';

/**
 * Loads a chat model from a local folder in the transformers.js layout and runs it on the CPU in a worker thread.
 * Needs the packages `@huggingface/transformers` and `onnxruntime-node`. No network is used.
 *
 * @throws InvalidInputError `model/bad-options`
 * @throws ModelError `model/missing-dependency`, `model/not-found`, `model/bad-files` or `model/unsupported`
 */
export async function localModel(options: LocalModelOptions): Promise<LocalModel> {
  const { id, settings } = checkLocalOptions(options);
  const client = new WorkerClient(settings);
  const prefixSharing = await client.ready(options.signal);
  return new WorkerModel(id ?? basename(resolve(settings.path)), client, prefixSharing);
}

/** A model that runs in this process. */
export interface LocalModel extends LanguageModel {
  /** Whether samples share the attention cache of their prompt, or have copies of it and why. */
  readonly prefixSharing: PrefixSharing;
}

class WorkerModel implements LocalModel {
  readonly id: string;
  readonly prefixSharing: PrefixSharing;
  readonly capabilities: ModelCapabilities = { n: true, prefill: true, seed: true, logprobs: true, streaming: true };
  readonly #client: WorkerClient;

  constructor(id: string, client: WorkerClient, prefixSharing: PrefixSharing) {
    this.id = id;
    this.#client = client;
    this.prefixSharing = prefixSharing;
  }

  async complete(request: CompletionRequest, options: CallOptions = {}): Promise<CompletionResult> {
    const completions: Completion[] = [];
    const samples = this.sample(request, options);
    for (;;) {
      const { done, value } = await samples.next();
      if (done === true) return { completions: completions.toSorted((a, b) => a.index - b.index), ...value };
      completions.push(value);
    }
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
    if (checked.n !== 1) {
      throw new InvalidInputError(`stream() gives one sample, but n is ${checked.n}; use sample() for several.`, {
        code: 'model/bad-request',
      });
    }
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
