import { describe, expect, it } from 'vitest';
import { lineKind, logicalLines } from './python-lines.ts';

describe('lineKind', () => {
  it.each([
    ['import math', 'action'],
    ['from sympy import symbols', 'action'],
    ['def f(x):', 'action'],
    ['print("The answer is", x)', 'action'],
    ['final_answer(42)', 'action'],
    ['facts = web_search("height of the tower")', 'action'],
    ['area = math.sqrt(2)', 'action'],
    ['x = 3', 'statement'],
    ['x, y = 1, 2', 'statement'],
    ['total += price * 1.5e3', 'statement'],
    ['d["key"] = 0x1F', 'statement'],
    ['if x > 3 and y is not None:', 'statement'],
    ['for item in items:', 'statement'],
    ['return a', 'statement'],
    ['solve(x)', 'statement'],
    ['3 * 4', 'expression'],
    ['[1, 2]', 'expression'],
    ['x + 1', 'expression'],
    ['total', 'name'],
    ['# The answer is 42.', 'comment'],
    ['', 'blank'],
    ['The answer is 42.', 'prose'],
    ["It's done", 'prose'],
    ['f(x) = 2x + 1', 'prose'],
    ['x = 3 apples', 'prose'],
    ['Total cost: x = 3', 'prose'],
    ['print "hello" to you', 'prose'],
    ['1. Compute the sum', 'prose'],
    ['If so, then do it.', 'prose'],
    ['$x = 3$', 'prose'],
    ['Done!', 'prose'],
    ['for each item: add it', 'prose'],
  ])('%j is %s', (line, kind) => {
    expect(lineKind(line)).toBe(kind);
  });
});

describe('logicalLines', () => {
  const texts = (source: string) => logicalLines(source).map(({ start, end }) => source.slice(start, end));

  it('holds brackets and strings together', () => {
    expect(texts('f(\n  1,\n)\nx = """a\nb"""\ny')).toEqual(['f(\n  1,\n)', 'x = """a\nb"""', 'y']);
  });

  it('lets no open bracket of prose swallow the code after it', () => {
    expect(texts('I see (more below\nprint(1)\nand so on)')).toEqual(['I see (more below', 'print(1)', 'and so on)']);
    expect(texts('x = (\nprint(1)')).toEqual(['x = (', 'print(1)']);
  });
});
