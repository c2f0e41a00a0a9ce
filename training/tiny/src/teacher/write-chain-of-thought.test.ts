import { expect, test } from 'vitest';
import { generateProblem } from '../problems/generate.ts';
import { writeChainOfThought } from './write-chain-of-thought.ts';

const problems = Array.from({ length: 200 }, (_, number) => generateProblem('train', number));

test('each computation of a chain of thought is right, and the box holds the answer', () => {
  for (const problem of problems) {
    const steps = writeChainOfThought(problem).split('\n\n');
    expect(steps.at(-1)).toBe(`\\boxed{${problem.answer}}`);
    const computations = steps.slice(1, -1).map((step) => /: (.*) = (\d+)\.$/.exec(step)?.slice(1) ?? []);
    const values = problem.quantities.filter(({ formula }) => formula !== undefined).map(({ value }) => String(value));
    expect(computations.map(([, result]) => result)).toEqual(values);
    const plain = computations.filter(([formula = '']) => /^[\d+* -]+$/.test(formula) && formula.length < 16);
    for (const [formula = '', result = ''] of plain) expect(compute(formula)).toBe(BigInt(result));
  }
});

test('the first step is the plan, with no number computed', () => {
  for (const problem of problems) expect(writeChainOfThought(problem).split('\n\n')[0]).not.toContain('=');
});

/** Sums, differences and products of numbers. */
function compute(formula: string): bigint {
  const terms = formula
    .replaceAll('- ', '+ -')
    .split('+ ')
    .map((term) => term.trim());
  return terms.reduce((sum, term) => {
    const sign = term.startsWith('-') ? -1n : 1n;
    return (
      sum +
      sign *
        term
          .replace('-', '')
          .split('*')
          .reduce((product, factor) => product * BigInt(factor.trim()), 1n)
    );
  }, 0n);
}
