import { describe, expect, it } from 'vitest';
import { outcomeText } from './outcome.ts';
import { failing, valid } from './__fixtures__/events.ts';

const execution = { status: 'ok', stdout: '', toolCalls: [], durationMs: 1 } as const;

describe('outcomeText', () => {
  it.each([
    ['prints 42', valid(0, '42')],
    ["NameError: name 'x' is not defined", failing(0, 'x')],
    ['final_answer(42)', valid(0, '', { execution: { ...execution, toolCalls: [], finalAnswer: { text: '42' } } })],
    ['gives [1, 2]', valid(0, '', { execution: { ...execution, toolCalls: [], value: '[1, 2]' } })],
    ['no output', valid(0, '', { execution: { ...execution, toolCalls: [] } })],
    ['no code block', valid(0, '', { status: 'no-code' })],
    ['time limit', valid(0, '', { status: 'timeout', execution: { ...execution, toolCalls: [], status: 'timeout' } })],
    ['not needed, the vote was decided', valid(0, '', { status: 'cancelled' })],
    [
      'wants to call send_mail',
      valid(0, '', {
        execution: {
          ...execution,
          toolCalls: [{ tool: 'send_mail', arguments: {}, effect: 'write', pending: true, durationMs: 0 }],
        },
      }),
    ],
  ])('says %j', (text, candidate) => {
    expect(outcomeText(candidate)).toBe(text);
  });
});
