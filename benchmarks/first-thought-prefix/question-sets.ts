import { truncateEnd, type Retriever, type Scorer, type ShownPassage, type Tool } from '@agentd/agent-core';
import { factsCorpusPath } from '@agentd/corpus-facts';
import { finalAnswerOf, mathScorer, qaScorer } from '@agentd/evaluator';
import type { CotSource, SamplingTask } from '@agentd/ftp-sampler';
import { createIndex, fileSource, openIndex, webSearch, type PassageIndex } from '@agentd/retriever';
import { tinyAgentProblems, tinyAgentQuestions } from '@agentd/tiny-agent';

/** A question with what it has in common with others of its kind. */
export interface TemplatedTask extends SamplingTask {
  template: string;
}

/** One kind of questions that the tiny agent knows, held out from its training, and what a run of one gets. */
export interface QuestionSet {
  name: string;
  tasks: readonly TemplatedTask[];
  scorer: Scorer;
  tools: readonly Tool[];
  maxSteps: number;
  maxTokens: number;
  /** What a chain of thought sees besides the question. */
  passages: CotSource['passages'];
  close(): Promise<void>;
}

// As the tiny agent was trained: two passages for a search, three for a chain of thought.
const MAX_PASSAGE_CHARACTERS = 320;
const SEARCHED = 2;
const SHOWN = 3;

/** Word problems, which are solved by computing. */
export async function problemSet(): Promise<QuestionSet> {
  const problems = await tinyAgentProblems();
  const scorer = mathScorer();
  return {
    name: 'problems',
    tasks: problems.map(({ id, template, question, answer }) => ({ id, template, question, answers: [answer] })),
    scorer,
    tools: [],
    maxSteps: 4,
    maxTokens: 320,
    passages: undefined,
    close: () => scorer.close(),
  };
}

/**
 * Questions over two passages, which are answered by searching.
 * @param indexPath where the index of the corpus is kept
 */
export async function factSet(indexPath: string): Promise<QuestionSet> {
  const questions = await tinyAgentQuestions();
  const index = await factsIndex(indexPath);
  return {
    name: 'questions',
    tasks: questions.map(({ id, template, question, answer, aliases }) => ({
      id,
      template,
      question,
      answers: [answer, ...aliases],
    })),
    scorer: boxedAnswerScorer(),
    tools: [webSearch(index, { k: SEARCHED, maxPassageCharacters: MAX_PASSAGE_CHARACTERS })],
    maxSteps: 7,
    maxTokens: 160,
    passages: (question, { signal }) => shownPassages(index, question, signal),
    close: () => index.close(),
  };
}

async function shownPassages(
  retriever: Retriever,
  question: string,
  signal: AbortSignal | undefined,
): Promise<ShownPassage[]> {
  const found = await retriever.search(question, { k: SHOWN, ...(signal === undefined ? {} : { signal }) });
  return found.map(({ title, text }) => ({ title, text: truncateEnd(text, MAX_PASSAGE_CHARACTERS) }));
}

async function factsIndex(path: string): Promise<PassageIndex> {
  const index = await createIndex({ path, ifExists: 'open' });
  await index.ingest(await fileSource(factsCorpusPath));
  await index.close();
  return openIndex({ path });
}

/** Exact match; of a chain of thought, with what its box holds. */
function boxedAnswerScorer(): Scorer {
  const inner = qaScorer({ metric: 'em' });
  return {
    name: `${inner.name}-of-final-answer`,
    score: (prediction, ...rest) =>
      inner.score(prediction === undefined ? undefined : finalAnswerOf(prediction, 'qa'), ...rest),
  };
}
