import { SamplerError } from '../errors.ts';
import { checkTask, type SamplingTask } from './sampling-options.ts';

/** Questions as they are read. */
export type SamplingTasks = AsyncIterable<SamplingTask> | Iterable<SamplingTask>;

/** Gives tasks to several workers, one at a time, each checked. */
export class TaskReader {
  #count = 0;
  readonly #next: () => Promise<IteratorResult<SamplingTask>> | IteratorResult<SamplingTask>;
  readonly #return: () => Promise<unknown>;
  /** The last read that is under way; never rejects. */
  #turn: Promise<unknown> | undefined;

  constructor(tasks: SamplingTasks) {
    const iterator = Symbol.asyncIterator in tasks ? tasks[Symbol.asyncIterator]() : tasks[Symbol.iterator]();
    this.#next = () => iterator.next();
    this.#return = async () => iterator.return?.();
  }

  /**
   * A list is read without a promise for each task: most of a resumed sampling is reading.
   * @returns undefined after the last
   * @throws SamplerError code `sampler/bad-task`
   */
  next(): Promise<SamplingTask | undefined> | SamplingTask | undefined {
    if (this.#turn === undefined) {
      const result = this.#next();
      if (!(result instanceof Promise)) return this.#take(result);
      return this.#inTurn(result.then((taken) => this.#take(taken)));
    }
    return this.#inTurn(this.#turn.then(async () => this.#take(await this.#next())));
  }

  #inTurn(next: Promise<SamplingTask | undefined>): Promise<SamplingTask | undefined> {
    this.#turn = next.catch(() => undefined);
    return next;
  }

  #take(result: IteratorResult<SamplingTask>): SamplingTask | undefined {
    if (result.done === true) return undefined;
    this.#count += 1;
    return checkTask(result.value, this.#count);
  }

  /** Lets go of the source, read to its end or not. */
  async close(): Promise<void> {
    await this.#turn;
    await this.#return();
  }

  /** @throws SamplerError code `sampler/no-tasks` */
  checkAny(): void {
    if (this.#count > 0) return;
    throw new SamplerError('There are no tasks to sample; check the file or the filter that they come from.', {
      code: 'sampler/no-tasks',
    });
  }
}
