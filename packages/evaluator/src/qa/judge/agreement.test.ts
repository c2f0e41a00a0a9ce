import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../benchmarks/__fixtures__/scratch.ts';
import { agreement } from './agreement.ts';
import { readHumanLabels } from './human-labels.ts';

/** Verdicts and labels with these counts: both yes, only the verdict, only the person, both no. */
function table(yesYes: number, yesNo: number, noYes: number, noNo: number) {
  const pairs = [
    ...Array.from({ length: yesYes }, () => [true, true]),
    ...Array.from({ length: yesNo }, () => [true, false]),
    ...Array.from({ length: noYes }, () => [false, true]),
    ...Array.from({ length: noNo }, () => [false, false]),
  ];
  const side = (which: 0 | 1) => pairs.map((pair, index) => ({ id: `i${index}`, correct: pair[which] === true }));
  return agreement(side(0), side(1));
}

// κ and the ends of its interval as statsmodels 0.14 gives them (`cohens_kappa`).
it.each([
  [20, 5, 10, 15, 0.4, 0.151092, 0.648908],
  [45, 15, 25, 15, 0.130435, -0.062938, 0.323808],
  [88, 2, 5, 5, 0.551282, 0.257232, 0.845332],
  [3, 7, 9, 1, -0.6, -0.943525, -0.256475],
  [1000, 10, 20, 300, 0.937608, 0.91555, 0.959665],
])('gives Cohen\u2019s κ of %i, %i, %i, %i with its interval', (yesYes, yesNo, noYes, noNo, value, low, high) => {
  const { kappa, counts, observed, compared } = table(yesYes, yesNo, noYes, noNo);
  expect(counts).toEqual({
    bothCorrect: yesYes,
    onlyVerdictCorrect: yesNo,
    onlyHumanCorrect: noYes,
    bothIncorrect: noNo,
  });
  expect(observed.value).toBeCloseTo((yesYes + noNo) / compared, 12);
  expect(kappa?.value).toBeCloseTo(value, 6);
  expect(kappa?.low).toBeCloseTo(low, 5);
  expect(kappa?.high).toBeCloseTo(high, 5);
});

it('has no κ where all is one word, and one of 1 where nothing disagrees', () => {
  expect(table(9, 0, 0, 0).kappa).toBeUndefined();
  expect(table(0, 0, 0, 9).kappa).toBeUndefined();
  expect(table(5, 0, 0, 4).kappa).toEqual({ value: 1, low: 1, high: 1 });
  expect(table(0, 0, 9, 0).kappa?.value).toBe(0);
  expect(table(9, 0, 0, 0).observed).toMatchObject({ value: 1, high: 1 });
});

it('compares ids that have both, and names the others', () => {
  const result = agreement(
    [
      { id: 'a', correct: true },
      { id: 'b', correct: true },
    ],
    [
      { id: 'b', correct: false },
      { id: 'c', correct: true },
    ],
  );
  expect(result).toMatchObject({
    compared: 1,
    counts: { onlyVerdictCorrect: 1, bothCorrect: 0 },
    withoutVerdict: ['c'],
    withoutLabel: ['a'],
  });
});

it('refuses verdicts of other ids, and two for one', () => {
  const one = { id: 'a', correct: true };
  expect(() => agreement([one], [{ ...one, id: 'b' }])).toThrow(/No id has both/);
  expect(() => agreement([one, one], [one])).toThrow(/"a" twice/);
});

describe('labels of people', () => {
  const read = async (content: string) => readHumanLabels(join(await scratch({ 'labels.csv': content }), 'labels.csv'));

  it('are read in the words that people use', async () => {
    const words = ['correct', 'Wrong', ' yes ', 'NO', '1', '0', 'TRUE', 'false', 'right', 'incorrect'];
    const labels = await read(
      `\uFEFFid,who,Label\n${words.map((word, index) => `q${index},"A, B",${word}\n`).join('')}`,
    );
    expect(labels.map(({ correct }) => correct)).toEqual(words.map((_, index) => index % 2 === 0));
    expect(labels[0]?.id).toBe('q0');
  });

  it.each([
    ['another word', 'id,label\nq1,yes\nq2,maybe\n', /line 3, column "label": "maybe"/],
    ['no word', 'id,correct\nq1,\n', /line 2, column "correct"/],
    ['no column', 'id,notes\nq1,x\n', /no column "label"/],
    ['no id', 'id,label\n ,yes\n', /line 2, column "id"/],
    ['an id that stands twice', 'id,label\nq1,yes\nq1,no\n', /line 3, column "id": "q1" stands twice/],
    ['too few fields', 'id,label\nq1\n', /cannot be used/],
    ['no rows', 'id,label\n', /no rows/],
  ])('are refused with %s', async (_name, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'evaluator/labels',
      message: expect.stringMatching(message),
    });
  });

  it('are refused where there is no file', async () => {
    await expect(readHumanLabels('/nowhere/labels.csv')).rejects.toMatchObject({ code: 'evaluator/labels' });
  });
});
