import { ModelError } from '@agentd/agent-core';
import type { Engine } from './engine.ts';
import type { EngineClient } from '../engine-model.ts';
import type { EngineRequest } from '../local/engine.ts';
import { Inbox } from '../local/inbox.ts';
import type { RequestEvent } from '../local/protocol.ts';
import type { RunningRequest } from '../local/worker-client.ts';

/** Runs requests one after another. llama.cpp has threads of its own, so this needs no worker. */
export class LlamaCppClient implements EngineClient {
  readonly #engine: Engine;
  readonly #open = new Set<RunningRequest>();
  #last: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  start(request: EngineRequest, stream: boolean): RunningRequest {
    if (this.#closed !== undefined) throw closed();
    const inbox = new Inbox<RequestEvent>();
    let isStopped = false;
    const running: RunningRequest = {
      next: () => inbox.next(),
      fail: (reason) => inbox.fail(reason),
      stop: () => {
        isStopped = true;
      },
    };
    this.#open.add(running);
    this.#last = this.#last.then(async () => {
      try {
        const usage = await this.#engine.generate(request, {
          onCompletion: (completion) => inbox.push({ type: 'completion', completion }),
          onText: stream ? (text) => inbox.push({ type: 'text', text }) : undefined,
          stopped: () => isStopped,
        });
        inbox.push({ type: 'done', usage });
      } catch (error) {
        inbox.fail(error);
      } finally {
        this.#open.delete(running);
      }
    });
    return running;
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    for (const running of this.#open) {
      running.fail(closed());
      running.stop();
    }
    await this.#last;
    await this.#engine.close();
  }
}

function closed(): ModelError {
  return new ModelError('The model is closed.', { code: 'model/closed' });
}
