import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END_OF_CODE, renderAction } from './action-format.ts';
import { parseAction } from './parse-action.ts';

const withoutMarker = (text: string) => (text.endsWith(END_OF_CODE) ? text.slice(0, -END_OF_CODE.length) : text);

/** What turns are made of, in any order. */
const pieces = [
  ['```', '```py', '```python', '~~~', '````', '```json', '```output', '<code>', '</code>', '`x`', '`', '<tool_call>'],
  ['\n', '\n', '\n', ' ', '    ', '\t', '\r\n', '\uFEFF', '\u200B', '\u00A0', '\ud83d', '😀', '（', '“', '”', '‘', '’'],
  ['Thought:', 'Code:', 'Observation:', 'Action: ', '**Thought:** ', '<end_code>', '<end_co', 'Output:', '<|im_end|>'],
  ['<think>', '</think>', 'print(1)', 'x = 2', "print('```')", '"""', "'''", '"', "'", '\\', '#', '# a', 'def f():'],
  ['final_answer(42)', '{"code": "print(1)"}', '{', '}', '(', ')', '>>> ', '1 ', '2 ', '&lt;', 'It is 42.', "it's"],
].flat();
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''));
const anyText = fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }));

const statements = [
  'x = 3 * 4',
  'print(x)',
  'final_answer("a `b` c")',
  "print('```')",
  'for i in range(3):\n    print(i)',
  '"""doc\n```\n"""',
  '# note: ```',
  'if x < 3 and x > 1:\n    pass',
  "s = '<end_code>'",
  "t = '''\nObservation: 3\n'''",
  'é = "“ß”"',
  'import math',
  'd = {"code": 1}',
];
const code = fc.array(fc.constantFrom(...statements), { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'));
const words = ['I', 'add 3 < 4', 'the numbers;', '`x`', 'so', '**carefully**', "it's", '\n', '12.5%', 'Ünïcode'];
const thought = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(' ').trim());

describe('parseAction on any text', () => {
  it('reads back what renderAction writes', () => {
    const roundTrip = fc.property(thought, code, (thoughtText, codeText) => {
      const text = renderAction({ thought: thoughtText, code: codeText });
      for (const completion of [text, withoutMarker(text)]) {
        expect(parseAction(completion)).toEqual({
          status: 'ok',
          thought: thoughtText,
          code: codeText,
          text,
          repairs: [],
        });
      }
    });
    fc.assert(roundTrip, { numRuns: 300 });
  });

  it('never throws, and says ok exactly when it has code', () => {
    const prefill = fc.oneof(soup, fc.constantFrom('', 'Thought: We'));
    const holds = fc.property(anyText, prefill, fc.boolean(), (completion, begin, thinking) => {
      const parsed = parseAction(completion, { prefill: begin, thinking });
      expect(parsed.status === 'ok').toBe(parsed.code.trim() !== '');
      if (parsed.status === 'ok') expect(parsed.text.endsWith(END_OF_CODE)).toBe(true);
      expect(new Set(parsed.repairs).size).toBe(parsed.repairs.length);
    });
    fc.assert(holds, { numRuns: 600 });
  });

  it('finds the same code again in the turn that stays', () => {
    const isStable = fc.property(anyText, (completion) => {
      const parsed = parseAction(completion);
      fc.pre(parsed.status === 'ok');
      expect(parseAction(withoutMarker(parsed.text)).code).toBe(parsed.code);
    });
    fc.assert(isStable, { numRuns: 600 });
  });
});
