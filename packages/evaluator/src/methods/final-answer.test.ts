import { describe, expect, it } from 'vitest';
import { finalAnswerOf } from './final-answer.ts';

const short: readonly [text: string, answer: string | undefined][] = [
  ['He was born there.\n\nSo it is \\boxed{\\text{New York City}}.', 'New York City'],
  ['\\boxed{1990}, no, \\boxed{\\textbf{The } 1990 \\text{ World Cup}}', 'The  1990  World Cup'],
  ['\\boxed{Simon \\& Garfunkel}', 'Simon & Garfunkel'],
  ['Let me see. <answer> Lima </answer> That is all.', 'Lima'],
  ['<answer>The final answer is Lima.</answer>', 'Lima'],
  ['I think.\n\nThe final answer is the 1990 World Cup.', 'the 1990 World Cup'],
  ['So the answer is Yes. It was hard.', 'Yes'],
  ['**Answer:** Marie Curie\n', 'Marie Curie'],
  ['### Final answer\n\nBarack Obama', 'Barack Obama'],
  ['final_answer("Lake Titicaca")', 'Lake Titicaca'],
  ['<think>It must be \\boxed{Lima}</think>Paris', 'Paris'],
  ['First this.\n\nThen that.\n- **Nairobi**\n\n---', 'Nairobi'],
  ['The answer is \\boxed{Kenya}. The answer is not Uganda.', 'Kenya'],
  ['1990', '1990'],
  ['...', undefined],
  [' \n', undefined],
  ['', undefined],
];

describe('finalAnswerOf', () => {
  it.each(short)('finds in %j the short answer %j', (text, answer) => {
    expect(finalAnswerOf(text, 'qa')).toBe(answer);
  });

  it('finds mathematical answers as extractAnswer does', () => {
    expect(finalAnswerOf('So $x = \\boxed{\\frac{1}{2}}$.', 'math')).toBe('\\frac{1}{2}');
    expect(finalAnswerOf('I cannot tell what the result of this would be.', 'math')).toBeUndefined();
  });
});
