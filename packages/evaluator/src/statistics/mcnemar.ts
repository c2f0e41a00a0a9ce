/**
 * The two-sided exact p-value of McNemar's test (McNemar 1947): how likely it is that so uneven a split, or a more
 * uneven one, of the items on which two methods differ comes from a fair coin.
 * @param onlyA items that only the first has right
 * @param onlyB items that only the second has right
 */
export function mcNemarExact(onlyA: number, onlyB: number): number {
  const tosses = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  // In logarithms: 2^-n is 0 in floating point from 1,075 on.
  let term = -tosses * Math.LN2;
  let tail = 0;
  for (let heads = 0; heads <= fewer; heads++) {
    tail += Math.exp(term);
    term += Math.log((tosses - heads) / (heads + 1));
  }
  return Math.min(1, 2 * tail);
}
