import { describe, expect, test } from 'vitest';
import { generateProblem, type Problem } from './generate.ts';
import { isHeldOutNumber } from './story.ts';
import { templates } from './templates.ts';
import { heldOutItems, heldOutPeople } from './words.ts';

const train = Array.from({ length: 1500 }, (_, number) => generateProblem('train', number));
const evaluation = Array.from({ length: 400 }, (_, number) => generateProblem('test', number));
const numbersIn = (text: string): string[] => text.match(/\d+/g) ?? [];

describe('templates', () => {
  test('every family has training templates, and more than forty of them in all', () => {
    const own = templates.filter(({ split }) => split === 'train');
    expect(own.length).toBeGreaterThan(40);
    expect(new Set(own.map(({ family }) => family)).size).toBe(7);
  });

  test('whole templates are held out, and ids are unique', () => {
    expect(templates.filter(({ split }) => split === 'test').length).toBeGreaterThan(12);
    expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
    const seen = new Set(train.map(({ template }) => template));
    expect(evaluation.filter(({ template }) => seen.has(template))).toEqual([]);
  });

  test('every template writes problems', () => {
    for (const template of templates.filter((_, index) => index % 40 === 0)) {
      const problem = generateProblem(template.split, 7, template);
      expect(problem.question).toMatch(/\?$/);
      expect(problem.answer).toMatch(/^\d+$/);
    }
  });
});

describe('numbers', () => {
  test('numbers drawn from 100 on belong to training or to evaluation, never to both', () => {
    const large = (problems: readonly Problem[]): bigint[] =>
      problems.flatMap(({ drawn }) => drawn).filter((value) => value >= 100n);
    expect(large(train).filter(isHeldOutNumber)).toEqual([]);
    expect(large(evaluation).filter((value) => !isHeldOutNumber(value))).toEqual([]);
    expect(large(evaluation).length).toBeGreaterThan(400);
  });

  test('training numbers have one to nine digits, evaluation numbers are longer on average', () => {
    const digits = (problems: readonly Problem[]): number[] =>
      problems.flatMap(({ drawn }) => drawn.map((value) => String(value).length));
    expect(new Set(digits(train))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    const mean = (list: number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
    expect(mean(digits(evaluation))).toBeGreaterThan(mean(digits(train)) + 0.2);
  });

  test('the answer follows from the numbers in the question by arithmetic done apart from the generator', () => {
    const byTemplate = (id: string): Problem[] => {
      const template = templates.find((entry) => entry.id === id);
      if (template === undefined) throw new Error(`no template ${id}`);
      return Array.from({ length: 20 }, (_, number) => generateProblem(template.split, number, template));
    };
    const needed = (problem: Problem): bigint[] =>
      numbersIn(problem.question)
        .filter((number) => !problem.unneeded.includes(number))
        .map(BigInt);
    for (const problem of byTemplate('stock/boxes//left')) {
      const [a = 0n, b = 0n] = needed(problem);
      if (needed(problem).length === 2) expect(problem.answer).toBe(String(a * b));
    }
    for (const problem of byTemplate('money/has/gift/left')) {
      if (needed(problem).length === 2)
        expect(problem.answer).toBe(String(needed(problem).reduce((a, b) => a + b, 0n)));
    }
    for (const problem of byTemplate('lists/days-3//max')) {
      const found = needed(problem);
      if (found.length === 3) expect(problem.answer).toBe(String(found.reduce((a, b) => (a > b ? a : b))));
    }
  });
});

describe('words', () => {
  test('held-out people and things never stand in a training problem', () => {
    const text = train.map(({ question }) => question).join(' ');
    for (const word of [...heldOutPeople, ...heldOutItems.map(({ many }) => many)]) {
      expect(text).not.toMatch(new RegExp(`\\b${word}\\b`));
    }
  });
});

test('the same number gives the same problem', () => {
  expect(generateProblem('test', 3)).toEqual(generateProblem('test', 3));
  expect(generateProblem('test', 3).question).not.toBe(generateProblem('test', 4).question);
});
