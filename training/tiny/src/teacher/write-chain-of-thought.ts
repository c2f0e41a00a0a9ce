import { compactCotPrompt } from '@agentd/agent-core';
import { ATOM, render } from '../problems/formula.ts';
import type { Problem } from '../problems/generate.ts';
import { hash32, Random } from '../problems/random.ts';
import type { TrainingExample } from './example.ts';
import { writePlan } from './write-thought.ts';

/**
 * How the teacher solves a problem without code: the plan that it also begins its program with, then one computation a
 * step, then the answer in a box.
 */
export function writeChainOfThought(problem: Problem): string {
  const random = new Random(hash32(`chain-of-thought:${problem.id}`));
  const values = new Map(problem.quantities.map(({ key, value }) => [key, String(value)]));
  const write = (key: string): { text: string; precedence: number } => ({
    text: values.get(key) ?? key,
    precedence: ATOM,
  });
  const steps = problem.quantities.flatMap(({ formula, plans, value }) =>
    formula === undefined ? [] : [`I ${random.pick(plans)}: ${render(formula, write)} = ${value}.`],
  );
  return [writePlan(problem, random), ...steps, `\\boxed{${problem.answer}}`].join('\n\n');
}

/** The same as a conversation to train on. */
export function chainOfThoughtExample(problem: Problem): TrainingExample {
  return {
    id: `${problem.id}-chain-of-thought`,
    messages: [
      ...compactCotPrompt.opening(problem.question).map((message) => ({ ...message, learn: false })),
      { role: 'assistant', content: writeChainOfThought(problem), learn: true },
    ],
  };
}
