import type { Problem } from '../problems/generate.ts';
import type { Random } from '../problems/random.ts';

/** The thought before the first code: what is asked for, and the plan in the order of the program. */
export function writePlan(problem: Problem, random: Random): string {
  const steps = problem.quantities.flatMap(({ formula, plans }) => (formula === undefined ? [] : [random.pick(plans)]));
  const parts: string[] = [];
  if (random.chance(0.15)) parts.push(`I need ${problem.goal}.`);
  const [unneeded] = problem.unneeded;
  if (unneeded !== undefined && random.chance(0.5)) parts.push(`The ${unneeded} is not needed.`);
  parts.push(sentence(steps, random));
  return parts.join(' ');
}

function sentence(steps: readonly string[], random: Random): string {
  const last = steps.at(-1) ?? '';
  if (steps.length === 1) return random.pick([`I ${last}.`, `I have to ${last}.`]);
  const before = steps.slice(0, -1).join(', ');
  return random.pick([`I ${before} and ${last}.`, `First I ${before}, then I ${last}.`]);
}

/** The thought before the final answer. */
export function writeConclusion(problem: Problem, random: Random): string {
  return random.pick([
    `The answer is ${problem.answer}.`,
    'I give the result.',
    'This is the result.',
    'Now I have the answer.',
  ]);
}
