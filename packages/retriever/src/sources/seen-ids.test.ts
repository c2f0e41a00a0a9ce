import { expect, test } from 'vitest';
import { SeenIds } from './seen-ids.ts';

test('knows which ids came before', () => {
  const seen = new SeenIds();
  const ids = ['5', '6', '7', '3', '8', 'a', '', '07', '7.0', '-1', '1e3', '9'];
  expect(ids.map((id) => seen.add(id))).toEqual(ids.map(() => true));
  expect(ids.map((id) => seen.add(id))).toEqual(ids.map(() => false));
});

test('knows a number that came before the count reached it', () => {
  const seen = new SeenIds();
  expect(['1', '3', '2', '3', '4'].map((id) => seen.add(id))).toEqual([true, true, true, false, true]);
});

test('takes no two of 20,000 different ids for the same', () => {
  const seen = new SeenIds();
  let missed = 0;
  for (let index = 0; index < 20_000; index++)
    if (!seen.add(`doc/${index % 100}.md#${Math.floor(index / 100)}`)) missed++;
  expect(missed).toBe(0);
  for (let index = 0; index < 20_000; index++)
    if (seen.add(`doc/${index % 100}.md#${Math.floor(index / 100)}`)) missed++;
  expect(missed).toBe(0);
});

test('needs no memory for numbers that count up', () => {
  const seen = new SeenIds();
  const before = process.memoryUsage().arrayBuffers;
  for (let index = 0; index < 200_000; index++) seen.add(String(index));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  expect(seen.add('199999')).toBe(false);
});
