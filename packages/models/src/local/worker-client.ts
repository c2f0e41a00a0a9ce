import { Worker } from 'node:worker_threads';
import { ModelError } from '@agentd/agent-core';
import type { EngineRequest } from './engine.ts';
import { Inbox } from './inbox.ts';
import type { PrefixSharing } from './open-decoder.ts';
import type { LoadSettings } from './options.ts';
import { STOP, type PlainError, type RequestEvent, type WorkerInput, type WorkerOutput } from './protocol.ts';

/** A request under way in the worker. */
export interface RunningRequest {
  next: () => Promise<RequestEvent>;
  /** Makes {@link next} throw `reason` from now on. */
  fail: (reason: unknown) => void;
  /** Ends the generation before the next token; the `done` event still follows. Without effect once it has ended. */
  stop: () => void;
}

/** The calling side of the worker thread that holds a model. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #requests = new Map<number, Inbox<RequestEvent>>();
  readonly #loaded: Promise<PrefixSharing>;
  readonly #closed: Promise<void>;
  #nextId = 0;
  #gone: ModelError | undefined;

  constructor(settings: LoadSettings) {
    this.#worker = startWorker(settings);
    const loading = Promise.withResolvers<PrefixSharing>();
    const closing = Promise.withResolvers<void>();
    this.#loaded = loading.promise;
    this.#closed = closing.promise;
    this.#loaded.catch(() => undefined);
    const end = (error: ModelError): void => {
      this.#gone ??= error;
      loading.reject(this.#gone);
      closing.resolve();
      for (const inbox of this.#requests.values()) inbox.fail(this.#gone);
    };
    this.#worker.on('message', (output: WorkerOutput) => {
      if (output.type === 'loaded') loading.resolve(output.prefixSharing);
      else if (output.type === 'load-failed') end(revive(output.error));
      else if (output.type === 'event') this.#deliver(output.id, output.event);
      else closing.resolve();
    });
    this.#worker.on('error', (cause) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      end(new ModelError(`The worker of the local model failed: ${reason}`, { code: 'model/worker-failed', cause }));
    });
    this.#worker.on('exit', () => end(new ModelError('The local model is closed.', { code: 'model/closed' })));
  }

  /** Waits until the model is loaded, and says how it keeps its cache; on failure or abort the worker is gone. */
  async ready(signal: AbortSignal | undefined): Promise<PrefixSharing> {
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      signal?.throwIfAborted();
      const prefixSharing = await Promise.race([this.#loaded, aborted.promise]);
      // An idle model does not keep the process alive.
      this.#worker.unref();
      return prefixSharing;
    } catch (error) {
      await this.#worker.terminate();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * Hands a request to the worker.
   * @throws ModelError `model/closed` after {@link close}
   */
  start(request: EngineRequest, stream: boolean): RunningRequest {
    if (this.#gone !== undefined) throw this.#gone;
    const id = this.#nextId++;
    const control = new SharedArrayBuffer(4);
    const inbox = new Inbox<RequestEvent>();
    this.#requests.set(id, inbox);
    this.#worker.ref();
    this.#send({ type: 'generate', id, request, stream, control });
    return {
      next: () => inbox.next(),
      fail: (reason) => inbox.fail(reason),
      stop: () => void Atomics.store(new Int32Array(control), 0, STOP),
    };
  }

  /** Ends running requests with `model/closed` and frees the model. */
  async close(): Promise<void> {
    if (this.#gone === undefined) {
      this.#gone = new ModelError('The local model is closed.', { code: 'model/closed' });
      for (const inbox of this.#requests.values()) inbox.fail(this.#gone);
      this.#requests.clear();
      this.#worker.ref();
      this.#send({ type: 'close' });
    }
    await this.#closed;
    await this.#worker.terminate();
  }

  #deliver(id: number, event: RequestEvent): void {
    this.#requests.get(id)?.push(event);
    if (event.type !== 'done' && event.type !== 'error') return;
    // A model that is being closed has forgotten its requests, and keeps the process alive until it is.
    if (this.#requests.delete(id) && this.#requests.size === 0) this.#worker.unref();
  }

  #send(input: WorkerInput): void {
    this.#worker.postMessage(input);
  }
}

/** Rebuilds an error of the worker on this side. */
export function revive({ message, code, isRetryable }: PlainError): ModelError {
  return new ModelError(message, { code, isRetryable });
}

/**
 * From source the worker is this folder's worker.ts, run by Node's type stripping. Built, this code is part of
 * local/index.js, or of a chunk one folder higher that the package's entries share.
 */
function startWorker(settings: LoadSettings): Worker {
  const here = import.meta.url;
  const fromSource = here.endsWith('.ts');
  const built = here.endsWith('/local/index.js') ? './worker.js' : './local/worker.js';
  return new Worker(new URL(fromSource ? './worker.ts' : built, here), {
    workerData: settings,
    name: 'agentd-local-model',
    ...(fromSource ? { execArgv: ['--conditions=@agentd/source'] } : {}),
  });
}
