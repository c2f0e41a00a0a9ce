/**
 * p-values adjusted for being several (Holm 1979, "A simple sequentially rejective multiple test procedure"): rejecting
 * where they are below 0.05 errs anywhere among them with a probability of at most 5 %. In the order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const ascending = [...pValues.entries()].sort(([, a], [, b]) => a - b);
  const adjusted = pValues.map(() => 1);
  let floor = 0;
  for (const [rank, [index, p]] of ascending.entries()) {
    floor = Math.max(floor, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = floor;
  }
  return adjusted;
}
