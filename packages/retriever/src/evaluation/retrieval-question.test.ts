import { expect, it } from 'vitest';
import { passageId } from '../sources/passage-id.ts';
import { readQuestion } from './retrieval-question.ts';

it('reads questions of MuSiQue', () => {
  const paragraph = (title: string, isSupporting: boolean) => ({
    title,
    paragraph_text: `About ${title}. `,
    is_supporting: isSupporting,
  });
  const row = { id: 'm1', question: 'Where?', paragraphs: [paragraph('A', true), paragraph('B', false)] };
  expect(readQuestion(row, 1)).toEqual({
    question: { id: 'm1', question: 'Where?', supporting: [passageId('A', 'About A.')] },
  });
});

it.each([
  [
    'pairs',
    [
      ['A', 0],
      ['A', 1],
      ['C', 0],
    ],
    [
      ['A', ['One.', ' Two.']],
      ['B', ['Other.']],
      ['C', ['Three.']],
    ],
  ],
  [
    'columns',
    { title: ['A', 'C'], sent_id: [0, 0] },
    { title: ['A', 'B', 'C'], sentences: [['One.', ' Two.'], ['Other.'], ['Three.']] },
  ],
])('reads questions of HotpotQA as %s', (_, facts, context) => {
  const row = { _id: 'h1', question: 'Who?', supporting_facts: facts, context };
  expect(readQuestion(row, 1)).toEqual({
    question: { id: 'h1', question: 'Who?', supporting: [passageId('A', 'One. Two.'), passageId('C', 'Three.')] },
  });
});

it('reads our own form, and numbers questions that have no id', () => {
  expect(readQuestion({ question: 'Why?', supporting: ['p1', 7, 'p1'] }, 12)).toEqual({
    question: { id: 'row-12', question: 'Why?', supporting: ['p1', '7'] },
  });
});

it('says what is wrong with other rows', () => {
  expect(readQuestion({ question: ' ' }, 1)).toMatchObject({ field: 'question' });
  expect(readQuestion({ question: 'Who?' }, 1)).toMatchObject({ field: 'supporting' });
  const facts = { question: 'Who?', supporting_facts: [['Z', 0]], context: [['A', ['One.']]] };
  expect(readQuestion(facts, 1)).toMatchObject({ field: 'supporting' });
});
