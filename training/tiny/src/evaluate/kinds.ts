import type { Tool } from '@agentd/agent-core';
import { webSearch } from '@agentd/retriever';
import { tinyAgentProblems, tinyAgentQuestions } from '@agentd/tiny-agent';
import { isSameAnswer } from '../facts/answer.ts';
import { factsIndex, factsSearch } from '../facts/search.ts';
import { isSameNumber } from './record.ts';
import type { EvaluationItem } from './run-all.ts';

/** What is evaluated. */
export type EvaluationKind = 'problems' | 'facts' | 'facts-without-search';

/** The items of a kind, and what a run of one gets. */
export interface OpenKind {
  items: EvaluationItem[];
  tools: Tool[];
  maxSteps: number;
  maxTokens: number;
  close: () => Promise<void>;
}

/**
 * Reads the items of a kind and opens its tools.
 * @param problems another file than the committed one
 * @param index where the index of the corpus is kept
 */
export async function openKind(
  kind: EvaluationKind,
  { problems, index }: { problems: string | undefined; index: string },
): Promise<OpenKind> {
  if (kind === 'problems') {
    const items = (await tinyAgentProblems(problems)).map(({ answer, ...problem }) => ({
      ...problem,
      isRight: (given: string) => isSameNumber(given, answer),
    }));
    // The longest solution of the teacher has three steps.
    return { items, tools: [], maxSteps: 4, maxTokens: 320, close: async () => {} };
  }
  const items = (await tinyAgentQuestions(problems)).map(({ id, template, question, ...right }) => ({
    id,
    template,
    question,
    isRight: (given: string) => isSameAnswer(given, right),
  }));
  // Two searches, each of which may miss twice, and the answer.
  const limits = { items, maxSteps: 7, maxTokens: 160 };
  if (kind === 'facts-without-search') {
    const nothing = webSearch({ id: 'nothing', search: async () => [] });
    return { ...limits, tools: [nothing], close: async () => {} };
  }
  const opened = await factsIndex(index);
  return { ...limits, tools: [factsSearch(opened)], close: () => opened.close() };
}
