import { describeScorer } from '../testing/index.ts';
import { mathScorer } from './math-scorer.ts';

describeScorer('mathScorer', () => mathScorer(), {
  question: 'How much is it?',
  right: [
    ['The answer is $\\boxed{\\frac{1}{2}}$.', '0.5'],
    ['(2, 3]', '(2,3]'],
    ['1,024', '2^{10}'],
  ],
  wrong: [
    ['0.3333', '\\frac{1}{3}'],
    ['[2, 3]', '(2,3]'],
    ['no idea', '7'],
  ],
});
