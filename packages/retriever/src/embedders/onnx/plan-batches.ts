/**
 * Puts texts of like length together, so that next to nothing of a batch is padding.
 * @param lengths tokens of each text
 * @param batchTokens most tokens in a batch, padding included; a longer text is a batch of its own
 * @returns places of the texts, batch by batch, the longest text of each first
 */
export function planBatches(lengths: readonly number[], batchTokens: number): number[][] {
  const length = (at: number): number => lengths[at] ?? 0;
  // The longest first: if memory does not suffice, it shows at once.
  const order = lengths.map((_, at) => at).toSorted((one, other) => length(other) - length(one));
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const at of order) {
    if (batch.length > 0 && (batch.length + 1) * length(batch[0] ?? at) > batchTokens) {
      batches.push(batch);
      batch = [];
    }
    batch.push(at);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
