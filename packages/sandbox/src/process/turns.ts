/** Work that is carried out one after another, in the order in which it was asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #isBusy = false;

  /** Whether work is under way. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Does the work when its turn has come. Work that is aborted before is not begun, and its caller need not wait. */
  take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      const turn = this.#last.then(async () => {
        signal.removeEventListener('abort', onAbort);
        signal.throwIfAborted();
        this.#isBusy = true;
        try {
          return await work();
        } finally {
          this.#isBusy = false;
        }
      });
      this.#last = turn.catch(() => undefined);
      turn.then(resolve, reject);
    });
  }
}
