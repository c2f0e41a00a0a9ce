import { tinyAgentQuestions } from '@agentd/tiny-agent';
import { beforeAll, expect, test } from 'vitest';
import { heldOutQuestions } from '../write-questions.ts';
import { chainOf, chooseQuestions } from './choose.ts';
import { holdsName, otherNames, readFacts, type Facts } from './corpus.ts';
import { heldOutNames, leakedName } from './leaks.ts';
import { factQuestions, isGivenAway, type FactQuestion } from './questions.ts';

let facts: Facts;
let questions: FactQuestion[] = [];
beforeAll(async () => {
  facts = await readFacts();
  questions = factQuestions(facts);
}, 60_000);

test('the committed questions are those that the facts give', async () => {
  const made = heldOutQuestions(questions);
  expect(await tinyAgentQuestions()).toEqual(made);
  expect(new Set(made.map(({ question }) => question)).size).toBeGreaterThanOrEqual(150);
});

test('held-out questions share no wording and no entity with the questions to train on', () => {
  const train = questions.filter(({ split, lookups }) => split === 'train' && lookups.length === 2);
  const held = questions.filter(({ split, lookups }) => split !== 'train' && lookups.length === 2);
  const wordings = new Set(train.map(({ template }) => template));
  expect(held.filter(({ template }) => wordings.has(template))).toEqual([]);
  const middles = new Set(train.map(({ lookups }) => lookups[0]?.found));
  expect(held.filter(({ lookups }) => middles.has(lookups[0]?.found))).toEqual([]);
});

test('a run whose text holds a held-out name is told apart', () => {
  const names = heldOutNames(questions);
  for (const { middle, answer } of heldOutQuestions(questions).slice(0, 30)) {
    expect(leakedName(`Observation: [1] ${middle}\nof it`, names)).toBeDefined();
    if (!/\d/.test(answer)) expect(leakedName(`final_answer("${answer}")`, names)).toBeDefined();
  }
  expect(leakedName('Observation: 42', names)).toBeUndefined();
});

test('two steps are two passages, each of which says what is read there, and the question names no middle', () => {
  const two = questions.filter(({ lookups }) => lookups.length === 2);
  const bad = two.filter(({ question, subject, lookups, answer }) => {
    const isSaid = lookups.every(({ passage, found }) => facts.passages.get(passage.id)?.text.includes(found));
    const passages = new Set(lookups.map(({ passage }) => passage.id));
    const names = [answer, lookups[0]?.found ?? ''];
    return (
      !isSaid || passages.size < 2 || !question.includes(subject) || names.some((name) => holdsName(question, name))
    );
  });
  expect(two.length).toBeGreaterThan(10_000);
  expect(bad.map(({ question }) => question)).toEqual([]);
});

test('a name that begins like the one in the middle gives it away', () => {
  expect(isGivenAway('Chadian franc', ['Chad'])).toBe(true);
  expect(isGivenAway('Mexico City', ['Mexico'])).toBe(true);
  expect(isGivenAway('dong', ['Vietnam', 'Annam'])).toBe(false);
});

test('other names are those before the colon, without descriptions', () => {
  const passage = {
    id: 'a',
    title: 'Warsaw',
    text: 'Warsaw, Warszawa, capital of Poland (national capital): the capital.',
  };
  expect(otherNames(passage)).toEqual(['Warszawa']);
});

test('chosen questions are spread over the chains', () => {
  const chosen = chooseQuestions(questions, { split: 'train', steps: 2, count: 160 });
  const sizes = [...Map.groupBy(chosen, chainOf).values()].map(({ length }) => length);
  expect(chosen).toHaveLength(160);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(8);
});
