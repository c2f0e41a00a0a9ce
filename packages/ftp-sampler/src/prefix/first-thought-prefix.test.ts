import { compactPrompt, parseAction } from '@agentd/agent-core';
import { describe, expect, it } from 'vitest';
import { firstThoughtPrefix } from './first-thought-prefix.ts';

describe('firstThoughtPrefix', () => {
  it.each([
    ['up to the first blank line', 'First, add 2 and 3.\n\nThen double it.\n\n\\boxed{10}', 'First, add 2 and 3.'],
    [
      'a step of several lines',
      'Let x be the price.\nThen 3x = 12.  \n\nSo x = 4.',
      'Let x be the price.\nThen 3x = 12.',
    ],
    ['a blank line that holds spaces', 'One.\n \t\nTwo.', 'One.'],
    ['lines that end as on Windows', 'One.\r\nStill one.\r\n\r\nTwo.', 'One.\nStill one.'],
    ['blank lines before it', '\n\n  One.\n\nTwo.', 'One.'],
    ['a text without a blank line', 'The sum is even.', 'The sum is even.'],
    ['a label', 'Thought: I add them.\n\nDone.', 'I add them.'],
    ['a label in bold', '**Thought:** I add them.\n\nDone.', 'I add them.'],
    ['what follows thinking', '<think>\nHm.\n\nWell.\n</think>\n\nI add them.\n\nDone.', 'I add them.'],
    ['what follows thinking that the template opened', 'Hm.\n\nWell.\n</think>\n\nI add.\n\nDone.', 'I add.'],
    ['code after it', 'I compute it.\n```python\nprint(1)\n```\n\nDone.', 'I compute it.'],
    ['a code label after it', 'I compute it.\nCode:\n```py\nprint(1)\n```<end_code>', 'I compute it.'],
    ['LaTeX', 'Let \\(x^2 = 4\\) and \\[y = 3\\].\n\n\\boxed{2}', 'Let \\(x^2 = 4\\) and \\[y = 3\\].'],
    ['a heading', '## Step 1: Read the problem\n\nText.', '## Step 1: Read the problem'],
  ])('takes %s', (_what, text, prefix) => {
    expect(firstThoughtPrefix(text)).toBe(prefix);
  });

  it.each([
    ['an empty text', ' \n\n '],
    ['only a boxed answer', '\\boxed{42}'],
    ['a first step that gives the answer', 'So it is \\boxed{42}.\n\nChecked.'],
    ['thinking that never ended', '<think>\nI add them.\n\nThen'],
    ['nothing but code', '```python\nprint(1)\n```\n\nDone.'],
  ])('finds none in %s', (_what, text) => {
    expect(firstThoughtPrefix(text)).toBeUndefined();
  });

  it('gives a thought that the parser reads back behind its label', () => {
    const prefix = `Thought: ${firstThoughtPrefix('I add 2 and 3.\n\nThen')}`;
    const parsed = parseAction(' Then I print it.\nCode:\n```py\nprint(2 + 3)\n```', { prefill: prefix });
    expect(parsed).toMatchObject({ status: 'ok', thought: 'I add 2 and 3. Then I print it.', repairs: [] });
    expect(parsed.text.startsWith(prefix)).toBe(true);
    expect(compactPrompt.stop.some((stop) => prefix.includes(stop))).toBe(false);
  });
});
