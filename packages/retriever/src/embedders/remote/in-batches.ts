/** How {@link inBatches} divides its work. */
export interface BatchLimits {
  /** Items in a batch. */
  batchSize: number;
  /** Batches at a time. */
  concurrency: number;
  signal: AbortSignal | undefined;
}

/**
 * Works on a list batch by batch, several at a time; the results are in the list's order. The first fault stops all.
 */
export async function inBatches<T, R>(
  items: readonly T[],
  { batchSize, concurrency, signal }: BatchLimits,
  work: (batch: readonly T[], signal: AbortSignal) => Promise<R[]>,
): Promise<R[]> {
  const count = Math.ceil(items.length / batchSize);
  const results: R[][] = [];
  const failed = new AbortController();
  const either = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) {
      results[at] = await work(items.slice(at * batchSize, (at + 1) * batchSize), either);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, count) }, lane));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
  return results.flat();
}
