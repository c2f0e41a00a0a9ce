/** Up to five names that differ least from the one given, if they differ little enough for a slip. */
export function closestNames(wanted: string, names: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  return [...names]
    .map((name) => ({ name, cost: wanted.length > 2 && name.includes(wanted) ? 1 : distance(wanted, name) }))
    .filter(({ cost }) => cost <= limit)
    .sort((one, other) => one.cost - other.cost || (one.name < other.name ? -1 : 1))
    .slice(0, 5)
    .map(({ name }) => name);
}

/** Letters to insert, drop or replace (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, a] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, b] of [...other].entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (a === b ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
