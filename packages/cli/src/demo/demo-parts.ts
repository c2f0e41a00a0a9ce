import { qaScorer } from '@agentd/evaluator';
import type { Tool } from '@agentd/sag';
import { tinyAgentProblems, tinyAgentQuestions } from '@agentd/tiny-agent';
import { isRight } from '../is-right.ts';

/** Something to answer, and what is right. */
export interface DemoTask {
  question: string;
  answer: string;
  isRight: (given: string | undefined) => Promise<boolean>;
}

/** One kind of tasks. */
export interface DemoPart {
  /** What one of them is called. */
  task: 'problem' | 'question';
  title: string;
  tasks: readonly DemoTask[];
  tools: readonly Tool[];
}

/**
 * What the tiny agent shows: word problems, which it computes, and questions over two passages, which it searches for.
 * @param tools with `web_search` over the corpus of the questions
 */
export async function demoParts(
  counts: { problems: number; questions: number },
  tools: readonly Tool[],
): Promise<DemoPart[]> {
  const scorer = qaScorer({ metric: 'em' });
  const problems = (await tinyAgentProblems()).slice(0, counts.problems);
  const questions = (await tinyAgentQuestions()).slice(0, counts.questions);
  const parts: DemoPart[] = [
    {
      task: 'problem',
      title: 'word problems',
      tools: [],
      tasks: problems.map(({ question, answer }) => ({ question, answer, isRight: (given) => isRight(given, answer) })),
    },
    {
      task: 'question',
      title: 'questions over two passages of 5,808, with web_search',
      tools,
      tasks: questions.map(({ question, answer, aliases }) => ({
        question,
        answer,
        isRight: async (given) => (await scorer.score(given, [answer, ...aliases], question)).correct,
      })),
    },
  ];
  return parts.filter(({ tasks }) => tasks.length > 0);
}
