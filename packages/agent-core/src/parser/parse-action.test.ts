import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { END_OF_CODE } from './action-format.ts';
import { parseAction } from './parse-action.ts';
import { PARSE_REPAIRS } from './repairs.ts';

const row = z.object({
  name: z.string(),
  completion: z.string(),
  prefill: z.string().optional(),
  expected: z.object({
    status: z.enum(['ok', 'no-code']),
    thought: z.string(),
    code: z.string(),
    repairs: z.array(z.enum(PARSE_REPAIRS)),
  }),
});
const rows = readFileSync(new URL('./fixtures/malformed.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => row.parse(JSON.parse(line)));

const withoutMarker = (text: string) => (text.endsWith(END_OF_CODE) ? text.slice(0, -END_OF_CODE.length) : text);

describe('the corpus of malformed turns', () => {
  it('holds at least 80 rows with names of their own', () => {
    expect(rows.length).toBeGreaterThanOrEqual(80);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  it.each(rows)('$name', ({ completion, prefill, expected }) => {
    const { text, ...parsed } = parseAction(completion, prefill === undefined ? {} : { prefill });
    expect(parsed).toEqual(expected);
    expect(text.endsWith(END_OF_CODE)).toBe(expected.status === 'ok');
    expect(parseAction(withoutMarker(text)).code).toBe(expected.code);
    if (expected.repairs.length === 0) {
      const written = completion
        .replace('\uFEFF', '')
        .replace(/<\/?end_code>$/, '')
        .trimEnd();
      expect(withoutMarker(text)).toBe((prefill ?? '') + written);
    }
  });
});

describe('parseAction: the turn that stays in the conversation', () => {
  const text = (completion: string) => parseAction(completion).text;

  it('is what the model wrote and the end marker', () => {
    expect(text('Thought: I multiply.\nCode:\n```py\nx = 3 * 4\nprint(x)\n```')).toBe(
      'Thought: I multiply.\nCode:\n```py\nx = 3 * 4\nprint(x)\n```<end_code>',
    );
    expect(text('\n\n**Thought:** a\n```python\nprint(1)\n```\n')).toBe(
      '\n\n**Thought:** a\n```python\nprint(1)\n```<end_code>',
    );
  });

  it('gets its closing fence back', () => {
    expect(text('Thought: a\nCode:\n```py\nprint(1)\n')).toBe('Thought: a\nCode:\n```py\nprint(1)\n```<end_code>');
    expect(text('Thought: a\nCode:\n~~~py\nprint(1)\n<end_')).toBe('Thought: a\nCode:\n~~~py\nprint(1)\n~~~<end_code>');
  });

  it('ends with the action', () => {
    expect(text('Thought: a\nCode:\n```py\nprint(1)\n```\nIt prints 1.\nObservation: 1')).toBe(
      'Thought: a\nCode:\n```py\nprint(1)\n```<end_code>',
    );
  });

  it('holds the prefill', () => {
    expect(parseAction(' add.\nCode:\n```py\nprint(1)\n```', { prefill: 'Thought: We' }).text).toBe(
      'Thought: We add.\nCode:\n```py\nprint(1)\n```<end_code>',
    );
    expect(parseAction(' add.', { prefill: 'Thought: We' }).text).toBe('Thought: We add.');
  });

  it('is canonical where the code as written was not what ran', () => {
    const canonical = 'Thought: a\nCode:\n```py\nprint(1)\n```<end_code>';
    expect(text('Thought: a\n<code>\n```py\nprint(1)\n```\n</code>')).toBe(canonical);
    expect(text('Thought: a\nCode:\nprint(1)')).toBe(canonical);
    expect(text('Thought: a\nCode:\n```py\n>>> print(1)\n1\n```')).toBe(canonical);
    expect(text('{"thought": "a", "code": "print(1)"}')).toBe(canonical);
    expect(text('<think>Thought: a\nCode:\n```py\nprint(1)\n```')).toBe(canonical);
  });

  it('has no end marker where there is no action', () => {
    expect(text('Thought: a\nObservation: 1')).toBe('Thought: a');
  });
});

describe('parseAction: thinking opened by the chat template', () => {
  it('leaves everything up to the closing tag out of the action', () => {
    const completion = 'Draft:\n```py\nprint(0)\n```\n</think>\nThought: a\nCode:\n```py\nprint(1)\n```';
    expect(parseAction(completion, { thinking: true })).toMatchObject({ thought: 'a', code: 'print(1)', repairs: [] });
  });

  it('takes code from thinking that never ended only when there is no other', () => {
    expect(parseAction('Draft:\n```py\nprint(0)\n```\nHm', { thinking: true })).toMatchObject({
      thought: 'Draft:',
      code: 'print(0)',
      repairs: ['unclosed-think', 'code-in-think', 'label-missing'],
    });
  });
});

describe('parseAction on very long output', () => {
  // Each would take minutes if any part of the parser were quadratic with a large factor, or exponential.
  const beginnings = ['', 'Thought: a\nCode:\n```py\n', '{"code": "'];
  const units = [
    '`',
    '```',
    '```py\n',
    '"""',
    "'",
    '\\"’',
    '’a',
    '\\"""',
    '<code>',
    '\nCode:\n',
    '(',
    '{"code": {',
    ' ',
    '\n',
    '1 \n',
    '>>> \n',
    '# ``` ',
    'in ',
    '&lt;',
    '<',
  ];

  it.each(units)(
    'of %j',
    (unit) => {
      const body = unit.repeat(Math.ceil(100_000 / unit.length));
      const startedAt = performance.now();
      for (const beginning of beginnings) expect(parseAction(beginning + body).repairs).toBeInstanceOf(Array);
      expect(performance.now() - startedAt).toBeLessThan(20_000);
    },
    60_000,
  );

  it('keeps a long program whole', () => {
    const code = Array.from({ length: 5000 }, (_, index) => `x${index} = ${index} * 2  # it's`).join('\n');
    expect(parseAction(`Thought: a\nCode:\n\`\`\`py\n${code}\n\`\`\``)).toMatchObject({ code, repairs: [] });
  });
});
