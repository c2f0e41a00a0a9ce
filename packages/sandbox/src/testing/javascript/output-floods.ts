import { attackGroup } from '../attack.ts';

/** Says more than anyone can hear. */
export const outputFloods = attackGroup(
  {
    language: 'javascript',
    category: 'floods of output',
    mustNot: 'hand its host more output than the limit',
    limitMs: 300,
  },
  {
    'console.log': "for (;;) console.log('x'.repeat(1000));",
    'every way to print':
      "for (;;) for (const key of Object.keys(console)) { try { console[key]('x'.repeat(10 ** 5)); } catch {} }",
    'a long value': "'ab'.repeat(10 ** 7)",
    'a value with many parts': 'new Array(10 ** 6).fill([])',
    'a long error': "throw new Error('x'.repeat(10 ** 7));",
    'an error with a long name':
      "const error = new Error('x');\nerror.name = 'A'.repeat(10 ** 7);\nerror.stack = 'x\\n'.repeat(10 ** 6);\nthrow error;",
    'a class with a long name':
      "const C = { ['A'.repeat(10 ** 7)]: class extends Error {} };\nthrow new (Object.values(C)[0])('x');",
    'a long text thrown': "throw 'x'.repeat(10 ** 7);",
    'a long answer': "finalAnswer('x'.repeat(10 ** 7));",
    'an answer with many parts': 'finalAnswer(new Array(10 ** 5).fill([]));',
    'many errors in one':
      "throw new AggregateError(Array.from({ length: 10 ** 5 }, (_, n) => new Error('e' + n)), 'many');",
    'text that is no text':
      "console.log('\\ud800\\udfff\\0\\x1b[2J\\u202e\\u2028'.repeat(100));\nthrow new Error('\\udcff\\0');",
    placeholders:
      "console.log('%s%o%O%j%d%i%f%c%%'.repeat(1000), ...new Array(1000).fill({ a: 1 }));\nconsole.log('%'.repeat(10 ** 6), 1);",
    'groups without an end':
      "for (let n = 0; n < 10 ** 5; n++) console.group?.('g');\nconsole.log('x\\n'.repeat(1000));",
  },
);
