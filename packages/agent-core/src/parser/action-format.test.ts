import { expect, it } from 'vitest';
import { ACTION_STOP_STRINGS, renderAction } from './action-format.ts';

it('renders the canonical turn', () => {
  expect(renderAction({ thought: 'I multiply.', code: 'x = 3 * 4\nprint(x)' })).toBe(
    'Thought: I multiply.\nCode:\n```py\nx = 3 * 4\nprint(x)\n```<end_code>',
  );
});

it('leaves no white space after the label of an empty thought', () => {
  expect(renderAction({ thought: '', code: 'print(1)' })).toBe('Thought:\nCode:\n```py\nprint(1)\n```<end_code>');
});

it('takes a longer fence around code that holds one', () => {
  expect(renderAction({ thought: 'a', code: "print('````')" })).toBe(
    "Thought: a\nCode:\n`````py\nprint('````')\n`````<end_code>",
  );
});

it('stops at the end marker and before an observation', () => {
  expect(ACTION_STOP_STRINGS).toEqual(['<end_code>', 'Observation:']);
});
