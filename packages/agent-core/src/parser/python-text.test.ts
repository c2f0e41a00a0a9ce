import { describe, expect, it } from 'vitest';
import { mapOutsideStrings, maskStrings, pythonSpans } from './python-text.ts';

describe('pythonSpans', () => {
  const spans = (source: string) => pythonSpans(source).map(({ kind, start, end }) => [kind, source.slice(start, end)]);

  it('finds strings of every quote, and comments', () => {
    expect(spans(`a = 'x' + "y" # 'z'\nb = """q"r""" + '''s'''`)).toEqual([
      ['string', "'x'"],
      ['string', '"y"'],
      ['comment', "# 'z'"],
      ['string', '"""q"r"""'],
      ['string', "'''s'''"],
    ]);
  });

  it('takes escaped quotes and line continuations as part of the string', () => {
    expect(
      spans(String.raw`'it\'s' "\\" 'a\
b'`),
    ).toEqual([
      ['string', String.raw`'it\'s'`],
      ['string', String.raw`"\\"`],
      ['string', "'a\\\nb'"],
    ]);
  });

  it('takes a quote that never closes as a plain character', () => {
    expect(spans(`don't "say" so`)).toEqual([['string', '"say"']]);
    expect(spans(`"""open 'x'`)).toEqual([
      ['string', '""'],
      ['string', "'x'"],
    ]);
  });

  it('takes an empty string for what it is', () => {
    expect(spans(`'' ""`)).toEqual([
      ['string', "''"],
      ['string', '""'],
    ]);
  });
});

it('maskStrings leaves the syntax', () => {
  expect(maskStrings(`f('a b', r"c")  # d e`)).toBe('f("", r"")  ');
});

it('mapOutsideStrings leaves strings and comments', () => {
  expect(mapOutsideStrings(`a = "a" # a\na`, (text) => text.replaceAll('a', 'b'))).toBe(`b = "a" # a\nb`);
});
