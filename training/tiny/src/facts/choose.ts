import type { Split } from '../problems/story.ts';
import type { FactQuestion } from './questions.ts';

/** `lies in country>capital of` of a question's template. */
export const chainOf = ({ template }: FactQuestion): string =>
  template
    .split(':')
    .filter((_, index) => index % 2 === 1)
    .join('>');

/**
 * Questions of a split with this many steps, in order, the same number of each chain of relations as far as there are
 * so many, and no two of them about the same facts before every fact has had its turn.
 */
export function chooseQuestions(
  questions: readonly FactQuestion[],
  { split, steps, count }: { split: Split; steps: number; count: number },
): FactQuestion[] {
  const own = questions.filter((question) => question.split === split && question.lookups.length === steps);
  const chains = [...Map.groupBy(own, chainOf).values()].map(byFact);
  const chosen: FactQuestion[] = [];
  for (let round = 0; chosen.length < count && chains.some((chain) => round < chain.length); round += 1) {
    for (const chain of chains) {
      const question = chain[round];
      if (question !== undefined && chosen.length < count) chosen.push(question);
    }
  }
  return chosen;
}

/** Different answers first, then different subjects, then other wordings. */
function byFact(questions: readonly FactQuestion[]): FactQuestion[] {
  const answers = Map.groupBy(questions, ({ answer }) => answer);
  const queues = [...answers.values()].map((own) => inTurns([...Map.groupBy(own, ({ subject }) => subject).values()]));
  return inTurns(queues);
}

function inTurns(queues: readonly FactQuestion[][]): FactQuestion[] {
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? [])).flat();
}
