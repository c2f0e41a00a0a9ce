import { expect, test } from 'vitest';
import { isSameAnswer } from './answer.ts';

test('an answer counts in any of its names, whatever its case, accents, articles and punctuation', () => {
  const warsaw = { answer: 'Warsaw', aliases: ['Warszawa'] };
  expect(isSameAnswer('the warsaw.', warsaw)).toBe(true);
  expect(isSameAnswer('WARSZAWA', warsaw)).toBe(true);
  expect(isSameAnswer('São Paulo', { answer: 'Sao Paulo', aliases: [] })).toBe(true);
});

test('more or less than the answer does not count', () => {
  expect(isSameAnswer('Warsaw or Berlin', { answer: 'Warsaw', aliases: [] })).toBe(false);
  expect(isSameAnswer('', { answer: 'Warsaw', aliases: ['The'] })).toBe(false);
  expect(isSameAnswer('19', { answer: '1960', aliases: [] })).toBe(false);
});
