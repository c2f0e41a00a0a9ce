import { compactCotPrompt, truncateEnd, type Passage, type Retriever } from '@agentd/agent-core';
import { hash32, Random } from '../problems/random.ts';
import { holdsName, type Facts } from './corpus.ts';
import type { FactExample } from './example.ts';
import type { FactQuestion, Lookup } from './questions.ts';
import { SEARCH_OPTIONS } from './search.ts';

/** Chance that a passage which the search did not find is put among the others. */
const HELPED = 0.7;

/**
 * A question with the passages that the question itself finds, and what they say, step by step. Where one of the facts
 * is in none of them, the last step says so.
 */
export async function factChainOfThought(
  question: FactQuestion,
  facts: Facts,
  retriever: Retriever,
): Promise<FactExample> {
  const random = new Random(hash32(`chain-of-thought:${question.id}`));
  const passages = await shownPassages(question, facts, retriever, random);
  const { id, subject, lookups } = question;
  return {
    id: `${id}-chain-of-thought`,
    subject,
    found: lookups.map(({ found }) => found),
    messages: [
      ...compactCotPrompt.opening(question.question, passages).map((message) => ({ ...message, learn: false })),
      { role: 'assistant', content: steps(question, passages).join('\n\n'), learn: true },
    ],
  };
}

async function shownPassages(
  { question, lookups }: FactQuestion,
  facts: Facts,
  retriever: Retriever,
  random: Random,
): Promise<Pick<Passage, 'title' | 'text'>[]> {
  const shown: Pick<Passage, 'id' | 'title' | 'text'>[] = await retriever.search(question, { k: 3 });
  for (const { passage } of lookups) {
    const missing = shown.some(({ id }) => id === passage.id) ? undefined : facts.passages.get(passage.id);
    if (missing === undefined || !random.chance(HELPED)) continue;
    const place = shown.findLastIndex(({ id }) => lookups.every((lookup) => lookup.passage.id !== id));
    shown[place === -1 ? shown.length : place] = missing;
  }
  return random
    .sample(shown, shown.length)
    .map(({ title, text }) => ({ title, text: truncateEnd(text, SEARCH_OPTIONS.maxPassageCharacters) }));
}

function steps({ lookups, answer }: FactQuestion, passages: readonly Pick<Passage, 'title' | 'text'>[]): string[] {
  const says = ({ found, passage }: Lookup): boolean =>
    passages.some(({ title, text }) => title === passage.title && holdsName(text, found));
  const [first, last] = lookups;
  if (first === undefined) return [];
  const plan =
    last === undefined
      ? `I look for the ${first.goal}.`
      : `First I look for the ${first.goal}, then for its ${last.goal}.`;
  const missing = lookups.findIndex((lookup) => !says(lookup));
  const known = missing === -1 ? lookups : lookups.slice(0, missing);
  const said = known.map(({ goal, found }) => `The ${goal} is ${found}.`);
  if (missing === -1) return [plan, ...said, `\\boxed{${answer}}`];
  return [plan, ...said, `The passages do not say the ${lookups[missing]?.goal}.`, '\\boxed{unknown}'];
}
