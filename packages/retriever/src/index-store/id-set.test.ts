import { expect, it } from 'vitest';
import { IdSet } from './id-set.ts';

it('knows each of many ids once they are added, and no other', () => {
  const ids = new IdSet();
  const passages = Array.from({ length: 100_000 }, (_, i) => `passage-${i}`);
  expect(passages.filter((id) => ids.add(id))).toHaveLength(passages.length);
  expect(passages.filter((id) => ids.add(id))).toHaveLength(0);
  expect(ids.add('')).toBe(true);
  expect(ids.add('passage-100000')).toBe(true);
});
