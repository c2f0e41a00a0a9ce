import { describe, expect, it } from 'vitest';
import { describeScorer } from '../testing/scorer-conformance.ts';
import { normaliseAnswer } from './normalise.ts';
import { qaScorer } from './qa-scorer.ts';

describeScorer('qaScorer with exact match', () => qaScorer({ metric: 'em' }), {
  right: [
    ['The Beatles!', 'beatles'],
    ['  an   Apple ', 'apple'],
    ['U.S.A.', 'usa'],
  ],
  wrong: [
    ['The Beatles!', 'The Rolling Stones'],
    ['yes', 'no'],
    ['beatles band', 'beatles'],
    ['', ''],
    [' ', 'the'],
  ],
});

describeScorer('qaScorer with F1', () => qaScorer({ metric: 'f1' }), {
  right: [['Prague, the capital', 'capital Prague']],
  wrong: [
    ['Prague', 'capital Prague'],
    ['no', 'noanswer'],
  ],
});

// As Python's official scripts give it.
it.each([
  ['The  Great\tGatsby', 'great gatsby'],
  ["Rock 'n' Roll", 'rock n roll'],
  ['a_the the_', 'athe'],
  ['añan an áthe', 'añan áthe'],
  ['l’an a', 'l’'],
  ['x\x1cthe\x85y', 'x y'],
  ['\uFEFFthe x', '\uFEFF x'],
  ['ΣΑΣ', 'σας'],
  ['“the”', '“ ”'],
  ['1990-91', '199091'],
])('normalises %j to %j', (answer, expected) => {
  expect(normaliseAnswer(answer)).toBe(expected);
});

// Prediction, reference, F1 by HotpotQA and 2WikiMultiHopQA, F1 by MuSiQue (both official scripts).
it.each([
  ['yes it is', 'yes', 0, 0.5],
  ['yes', 'Yes.', 1, 1],
  ['no', 'no man', 0, 2 / 3],
  ['noanswer', 'x noanswer', 0, 2 / 3],
  ['the', 'a', 0, 1],
  ['the', 'x', 0, 0],
  ['x x y', 'x y y', 2 / 3, 2 / 3],
  ['Barack Hussein Obama', 'Barack Obama', 0.8, 0.8],
  ['Obama', 'Biden', 0, 0],
])('gives %j for %j the F1 %d, and by MuSiQue %d', async (prediction, reference, hotpot, musique) => {
  for (const rules of ['hotpotqa', '2wikimultihopqa', 'musique'] as const) {
    const { score } = await qaScorer({ metric: 'f1', rules }).score(prediction, reference, '');
    expect(score, rules).toBeCloseTo(rules === 'musique' ? musique : hotpot, 12);
  }
});

describe('several references', () => {
  it('take the best, and name it', async () => {
    const scorer = qaScorer({ metric: 'f1' });
    expect(await scorer.score('G. Stanley Hall', ['Stanley', 'Stanley Hall', 'Hall'], '')).toEqual({
      correct: false,
      score: 0.8,
      reason:
        'F1 0.800: "g stanley hall" and "stanley hall" have 2 words in common, of 3 and 2 (the best of 3 references).',
    });
  });

  it('count as correct from the score that was asked for', async () => {
    const scorer = qaScorer({ metric: 'f1', correctFrom: 0.75 });
    expect(await scorer.score('G. Stanley Hall', 'Stanley Hall', '')).toMatchObject({ correct: true, score: 0.8 });
  });
});

it('says why', async () => {
  const { reason } = await qaScorer({ metric: 'em' }).score('The River.', 'a lake', '');
  expect(reason).toBe('"river" is not "lake".');
});

it.each([{ metric: 'bleu' }, { metric: 'f1', rules: 'squad' }, { metric: 'f1', correctFrom: 0 }])(
  'refuses %j',
  (options) => {
    expect(() => Reflect.apply(qaScorer, undefined, [options])).toThrow(/Options of qaScorer/);
  },
);
