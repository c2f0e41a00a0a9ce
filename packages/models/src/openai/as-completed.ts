/**
 * Runs tasks, at most `limit` at a time, and yields their results in the order in which they end. The first failure
 * is thrown; the caller then cancels what still runs.
 */
export async function* asCompleted<T>(tasks: readonly (() => Promise<T>)[], limit: number): AsyncGenerator<T, void> {
  const running = new Map<number, Promise<{ key: number; value: T }>>();
  let next = 0;
  for (;;) {
    for (let task = tasks[next]; task !== undefined && running.size < limit; task = tasks[next]) {
      const key = next++;
      const promise = task().then((value) => ({ key, value }));
      // A task that fails after another one did is not waited for by anybody.
      promise.catch(() => undefined);
      running.set(key, promise);
    }
    if (running.size === 0) return;
    const { key, value } = await Promise.race(running.values());
    running.delete(key);
    yield value;
  }
}
