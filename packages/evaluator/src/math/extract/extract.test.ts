import { describe, expect, it } from 'vitest';
import { type ExtractedAnswer, extractAnswer } from './extract.ts';

const cases: readonly [text: string, answer: string | undefined, rule?: ExtractedAnswer['rule']][] = [
  ['So $x = \\boxed{\\frac{1}{2}}$.', '\\frac{1}{2}', 'box'],
  ['\\boxed{1}, no: \\boxed{2}', '2', 'box'],
  ['\\boxed{\\{1, \\frac{a}{b}\\}}', '\\{1, \\frac{a}{b}\\}', 'box'],
  ['\\fbox{7}', '7', 'box'],
  ['thus \\boxed 5.', '5', 'box'],
  ['\\boxed{\\frac{1}{2', '\\frac{1}{2', 'box'],
  ['\\boxed{} after \\boxed{3}', '3', 'box'],
  ['\\(\\boxed{1}\\) and \\(\\boxed{-2}\\).', '1 \\text{ and } -2', 'box'],
  ['\\boxed{4}. Check: $2+2=4$. So \\boxed{4}', '4', 'box'],
  ['\boxed{2}', '2', 'box'],
  ['<think>\\boxed{1}</think> It is \\boxed{2}', '2', 'box'],
  ['<think>It must be \\boxed{1}</think>', '1', 'box'],
  ['\\boxed{1}<|im_end|>\n<|im_start|>user\n\\boxed{2}', '1', 'box'],
  ['<answer>12</answer>', '12', 'answer tag'],
  ['<answer>1</answer> <answer>The answer is $2$.</answer>', '2', 'answer tag'],
  ['<answer>\\boxed{3}', '3', 'answer tag'],
  ['x = 5\nfinal_answer(x + 1)', 'x + 1', 'final_answer'],
  ['final_answer(r"\\frac{1}{2}")', '\\frac{1}{2}', 'final_answer'],
  ['final_answer(answer=[1, (2, 3)])', '[1, (2, 3)]', 'final_answer'],
  ['Final Answer: The final answer is $14$. I hope it is correct.', '14', 'final answer phrase'],
  ['### Final Answer\n\n16', '16', 'final answer phrase'],
  ['**Final Answer**\nThe largest $n$ is 34.', '34', 'final answer phrase'],
  ['Final Answer: Jane began 3 hours ago.', '3', 'final answer phrase'],
  ['She pays 9 * 2 = $18.\n#### 18', '18', 'hash marks'],
  ['3/4', '3/4', 'bare value'],
  ['$x \\in [1, 2)$', 'x \\in [1, 2)', 'bare value'],
  ['Evelyn', 'Evelyn', 'bare value'],
  ['The answer is 1.5.', '1.5', 'answer phrase'],
  ['The answer is $3.5$. It is not 4.', '3.5', 'answer phrase'],
  ['The correct answer is (B) 12', '(B) 12', 'answer phrase'],
  ['The answer to the question is 12 apples.', '12 apples', 'answer phrase'],
  ['答案是 \\frac{2}{3}。', '\\frac{2}{3}', 'answer phrase'],
  ['Answer \\[ 9 \\]', '9', 'last expression'],
  ['There are 12 sequences that meet the conditions.', '12', 'last expression'],
  ['The maximum of $f(x)$ is $\\frac{1}{2}$ for $x$.', '\\frac{1}{2}', 'last expression'],
  ['He buys two at $5 and pays $10 in all.', '$10', 'last expression'],
  ['It is not 10.', undefined],
  ['I cannot tell what the result of this would be.', undefined],
  ['', undefined],
];

describe('extractAnswer', () => {
  it.each(cases)('finds in %j the answer %j', (text, answer, rule) => {
    const found = extractAnswer(text);
    expect(found?.answer).toBe(answer);
    expect(found?.rule).toBe(rule);
  });

  it('takes only the forms that are asked for', () => {
    const text = 'It is $x + 1$, for 3 of them';
    expect(extractAnswer(text, { matchTypes: ['latex'] })?.answer).toBe('x + 1');
    expect(extractAnswer(text, { matchTypes: ['expr'] })?.answer).toBe('3');
    expect(extractAnswer('Evelyn', { matchTypes: ['latex', 'expr'] })).toBeUndefined();
  });

  it('takes no last expression where that is not wanted', () => {
    expect(extractAnswer('There are 12 of them, as we saw.', { fallback: false })).toBeUndefined();
  });

  it('reads long texts in a moment', () => {
    const started = performance.now();
    expect(extractAnswer(`${'Let $x$ be 1. '.repeat(20_000)} So \\boxed{7}`)?.answer).toBe('7');
    expect(extractAnswer('the answer is '.repeat(10_000))).toBeUndefined();
    extractAnswer('\\boxed{'.repeat(20_000));
    extractAnswer('$'.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
