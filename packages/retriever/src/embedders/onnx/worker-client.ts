import { Worker } from 'node:worker_threads';
import type { EmbeddingKind } from '../../embedder.ts';
import { RetrieverError } from '../../errors.ts';
import type { LoadSettings } from './options.ts';
import {
  STOP,
  type EmbedAnswer,
  type LoadedEncoder,
  type PlainError,
  type WorkerInput,
  type WorkerOutput,
} from './protocol.ts';

interface WaitingCall {
  resolve: (answer: EmbedAnswer) => void;
  reject: (reason: unknown) => void;
}

/** The calling side of the worker thread that holds an encoder. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #calls = new Map<number, WaitingCall>();
  readonly #loading = Promise.withResolvers<LoadedEncoder>();
  readonly #closing = Promise.withResolvers<void>();
  #nextId = 0;
  #gone: RetrieverError | undefined;

  constructor(settings: LoadSettings) {
    this.#worker = startWorker(settings);
    this.#loading.promise.catch(() => undefined);
    this.#worker.on('message', (output: WorkerOutput) => this.#receive(output));
    this.#worker.on('error', (cause) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#end(
        error({ message: `The worker of the embedding model failed: ${reason}`, code: 'retriever/worker-failed' }),
      );
    });
    this.#worker.on('exit', () => this.#end(closed()));
  }

  /** Waits until the model is loaded; on failure or abort the worker is gone. */
  async ready(signal: AbortSignal | undefined): Promise<LoadedEncoder> {
    try {
      const loaded = await orAborted(this.#loading.promise, signal);
      // An idle model does not keep the process alive.
      this.#worker.unref();
      return loaded;
    } catch (thrown) {
      await this.#worker.terminate();
      throw thrown;
    }
  }

  /**
   * Has texts embedded.
   * @throws RetrieverError `retriever/closed` after {@link close}, or what the worker says
   */
  async embed(texts: readonly string[], kind: EmbeddingKind, signal: AbortSignal | undefined): Promise<EmbedAnswer> {
    signal?.throwIfAborted();
    if (this.#gone !== undefined) throw this.#gone;
    const id = this.#nextId++;
    const control = new SharedArrayBuffer(4);
    const { promise, resolve, reject } = Promise.withResolvers<EmbedAnswer>();
    this.#calls.set(id, { resolve, reject });
    this.#worker.ref();
    this.#send({ type: 'embed', id, texts, kind, control });
    try {
      return await orAborted(promise, signal);
    } finally {
      Atomics.store(new Int32Array(control), 0, STOP);
      this.#calls.delete(id);
      // A model that is being closed keeps the process alive until it is.
      if (this.#calls.size === 0 && this.#gone === undefined) this.#worker.unref();
    }
  }

  /** Ends running calls with `retriever/closed` and frees the model. */
  async close(): Promise<void> {
    if (this.#gone === undefined) {
      this.#gone = closed();
      for (const { reject } of this.#calls.values()) reject(this.#gone);
      this.#worker.ref();
      this.#send({ type: 'close' });
    }
    await this.#closing.promise;
    await this.#worker.terminate();
  }

  #receive(output: WorkerOutput): void {
    if (output.type === 'loaded') this.#loading.resolve(output.encoder);
    else if (output.type === 'load-failed') this.#end(error(output.error));
    else if (output.type === 'closed') this.#closing.resolve();
    else if (output.type === 'embedded') this.#calls.get(output.id)?.resolve(output.answer);
    else this.#calls.get(output.id)?.reject(error(output.error));
  }

  #end(reason: RetrieverError): void {
    this.#gone ??= reason;
    this.#loading.reject(this.#gone);
    this.#closing.resolve();
    for (const { reject } of this.#calls.values()) reject(this.#gone);
  }

  #send(input: WorkerInput): void {
    this.#worker.postMessage(input);
  }
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function error({ message, code }: PlainError): RetrieverError {
  return new RetrieverError(message, { code });
}

function closed(): RetrieverError {
  return error({ message: 'The embedder is closed.', code: 'retriever/closed' });
}

/** From source the worker is this folder's worker.ts, run by Node's type stripping; built, its file lies under dist. */
function startWorker(settings: LoadSettings): Worker {
  const here = import.meta.url;
  const fromSource = here.endsWith('.ts');
  return new Worker(new URL(fromSource ? './worker.ts' : './embedders/onnx/worker.js', here), {
    workerData: settings,
    name: 'agentd-embedder',
    ...(fromSource ? { execArgv: ['--conditions=@agentd/source'] } : {}),
  });
}
