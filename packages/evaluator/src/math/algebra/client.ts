import { Worker } from 'node:worker_threads';
import type { AlgebraReply, AlgebraRequest } from './worker.ts';

/** Loading the library takes about a second on a busy machine; it does not count towards a comparison's time. */
const LOADING_LIMIT_MS = 20_000;

interface Running {
  worker: Worker;
  loaded: Promise<boolean>;
}

/**
 * A computer algebra system in a thread of its own: started at the first question, ended and started anew when a
 * question takes too long. An idle one does not keep the process alive.
 */
export class AlgebraClient {
  #running: Running | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #nextId = 0;

  /**
   * Whether two formulas in LaTeX are identically equal; undefined where the library cannot tell, or not in time.
   * @param milliseconds limit of the question, not counting the library's start
   */
  ask(answer: string, reference: string, milliseconds: number, signal?: AbortSignal): Promise<boolean | undefined> {
    const result = this.#queue.then(() => this.#askNow(answer, reference, milliseconds, signal));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.worker.terminate();
  }

  async #askNow(
    answer: string,
    reference: string,
    milliseconds: number,
    signal: AbortSignal | undefined,
  ): Promise<boolean | undefined> {
    signal?.throwIfAborted();
    const { worker, loaded } = (this.#running ??= start());
    worker.ref();
    if (!(await raceSignal(loaded, signal))) {
      await this.close();
      return undefined;
    }
    const id = this.#nextId++;
    const request: AlgebraRequest = { id, answer, reference };
    try {
      const reply = firstReply(worker, id, milliseconds, signal);
      worker.postMessage(request);
      const received = await reply;
      if (received === 'late') await this.close();
      return received === 'late' ? undefined : received.equal;
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      worker.unref();
    }
  }
}

/** From source the worker is this folder's worker.ts; built, this code is part of index.js or of a chunk beside it. */
function start(): Running {
  const here = import.meta.url;
  const fromSource = here.endsWith('.ts');
  const worker = new Worker(new URL(fromSource ? './worker.ts' : './math/algebra/worker.js', here), {
    name: 'agentd-computer-algebra',
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    ...(fromSource ? { execArgv: ['--conditions=@agentd/source'] } : {}),
  });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), LOADING_LIMIT_MS);
  timer.unref();
  worker.once('message', () => resolve(true));
  worker.once('error', () => resolve(false));
  worker.once('exit', () => resolve(false));
  return { worker, loaded: promise };
}

async function raceSignal<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** @throws the signal's reason; a worker that dies (out of memory, say) counts as late */
async function firstReply(
  worker: Worker,
  id: number,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<AlgebraReply | 'late'> {
  const { promise, resolve } = Promise.withResolvers<AlgebraReply | 'late'>();
  const receive = (reply: AlgebraReply): void => {
    if (reply.id === id) resolve(reply);
  };
  const fail = (): void => resolve('late');
  const timer = setTimeout(fail, milliseconds);
  worker.on('message', receive);
  worker.once('error', fail);
  worker.once('exit', fail);
  try {
    return await raceSignal(promise, signal);
  } finally {
    clearTimeout(timer);
    worker.off('message', receive);
    worker.off('error', fail);
    worker.off('exit', fail);
  }
}
