import { expect, it } from 'vitest';
import { mathAnswers, qaAnswers } from './answer-rules.ts';
import { AnswerVote } from './answer-vote.ts';

async function voteOf(answers: string, rules = qaAnswers): Promise<AnswerVote> {
  const vote = new AnswerVote(rules.equal);
  for (const [sample, answer] of answers.split(' ').entries()) await vote.add(sample, answer, {});
  return vote;
}

it.each([
  ['A B B B', 1, 'B'],
  ['A B B A', 0, 'A'],
  ['C B A B A', 1, 'B'],
  ['A', 0, 'A'],
])('of %j elects sample %i', async (answers, sample, answer) => {
  expect((await voteOf(answers)).winner).toMatchObject({ sample, answer });
});

it('has no winner without votes, and is decided only when none is to come', () => {
  const vote = new AnswerVote(qaAnswers.equal);
  expect([vote.winner, vote.isDecided(1), vote.isDecided(0)]).toEqual([undefined, false, true]);
});

// What is to come is always the worst case: all votes for the strongest rival, or for an answer not seen yet.
it.each([
  ['A', 1, true],
  ['A', 2, false],
  ['A B B', 1, false],
  ['A B B B', 1, true],
  ['B B A', 1, true],
  ['B B A', 2, false],
  ['A B B', 0, true],
  ['A A A A', 4, true],
  ['A A A A', 5, false],
])('after %j with %i to come, that it is decided is %j', async (answers, left, decided) => {
  expect((await voteOf(answers)).isDecided(left)).toBe(decided);
});

it('groups answers by meaning: words, or mathematical value', async () => {
  expect((await voteOf('usa U.S.A. uk')).winner).toMatchObject({ answer: 'usa', votes: 2 });
  expect((await voteOf('0.3 1/2 0.5 \\frac{3}{6}', mathAnswers())).winner).toMatchObject({ answer: '1/2', votes: 3 });
  expect((await voteOf('1/2 0.5 0.3 0.3', qaAnswers)).winner).toMatchObject({ answer: '0.3' });
});
