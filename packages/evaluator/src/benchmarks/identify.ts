import { deriveSeed, hashText } from '@agentd/agent-core';
import type { BenchmarkItem, DuplicateRow } from './benchmark.ts';
import type { UnnamedItem } from './columns.ts';

/** An item without its final id, and where it came from. */
export interface PlacedItem {
  item: UnnamedItem;
  file: string;
  row: number;
}

/**
 * Gives every item an id of its own: the row's, or a hash of the question where the row has none; where it is taken,
 * with `#2`, `#3` and so on. Also finds questions that stand twice.
 */
export function identify(placed: readonly PlacedItem[]): { items: BenchmarkItem[]; duplicates: DuplicateRow[] } {
  const taken = new Set<string>();
  const firstByQuestion = new Map<string, string>();
  const duplicates: DuplicateRow[] = [];
  const ownIds = new Set(placed.flatMap(({ item }) => item.id ?? []));
  const items = placed.map(({ item, file, row }): BenchmarkItem => {
    const wanted = item.id ?? hashText(item.question).slice(0, 16);
    let id = wanted;
    // `a#2` may be some row's own id.
    for (let count = 2; taken.has(id) || (id !== wanted && ownIds.has(id)); count++) id = `${wanted}#${count}`;
    taken.add(id);
    const key = item.question.trim();
    const firstId = firstByQuestion.get(key);
    if (firstId !== undefined) duplicates.push({ file, row, same: 'question', id, firstId });
    else firstByQuestion.set(key, id);
    if (id !== wanted && firstId === undefined) duplicates.push({ file, row, same: 'id', id, firstId: wanted });
    return { ...item, id };
  });
  return { items, duplicates };
}

/** The items that were asked for. A seed orders them by a hash of seed and id, whatever else is in the file. */
export function select(items: BenchmarkItem[], seed: number | undefined, limit: number | undefined): BenchmarkItem[] {
  if (seed === undefined) return items.slice(0, limit);
  return items
    .map((item) => ({ item, place: deriveSeed(seed, item.id) }))
    .sort((left, right) => left.place - right.place || (left.item.id < right.item.id ? -1 : 1))
    .slice(0, limit)
    .map(({ item }) => item);
}
