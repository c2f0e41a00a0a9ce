import { expect, it } from 'vitest';
import { StopMatcher } from './stop-matcher.ts';

it.each([1, 2, 3, 7])('finds a stop string in pieces of %i characters', (size) => {
  const matcher = new StopMatcher(['<end_code>', 'Observation:']);
  const text = 'print(1)<end_cod Observation<end_code>Observation:';
  let found: string | undefined;
  for (let at = 0; at < text.length && found === undefined; at += size) found = matcher.push(text.slice(at, at + size));
  expect(found).toBe('<end_code>');
  expect(matcher.text).toBe('print(1)<end_cod Observation');
});

it('takes the earliest stop string of a piece, and of two at one place the longer', () => {
  const matcher = new StopMatcher(['b', 'abc', 'ab']);
  expect(matcher.push('xxabcb')).toBe('abc');
  expect(matcher.text).toBe('xx');
});

it('holds back only what may become a stop string', () => {
  const matcher = new StopMatcher(['<end>', 'done']);
  matcher.push('a <b <en');
  expect(matcher.certainLength).toBe('a <b '.length);
  matcher.push('v do');
  expect(matcher.text.slice(0, matcher.certainLength)).toBe('a <b <env ');
});

it('keeps everything where there is no stop string', () => {
  const matcher = new StopMatcher([]);
  expect(matcher.push('text')).toBeUndefined();
  expect(matcher.certainLength).toBe(4);
});
