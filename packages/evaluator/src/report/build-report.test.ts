import { describe, expect, it } from 'vitest';
import { failed, record, syntheticRun } from './__fixtures__/records.ts';
import { buildReport } from './build-report.ts';
import { compare } from './compare.ts';
import { fromRun } from './from-run.ts';
import { parseReport, renderJson } from './render-json.ts';

const graded = (name: string, verdicts: string, given: Parameters<typeof record>[0] = {}) =>
  [...verdicts].map((verdict, item) => record({ ...given, name, id: String(item + 1), correct: verdict === '1' }));

describe('buildReport', () => {
  it('gives the accuracy of one seed with Wilson interval, and of several with a bootstrap over items', () => {
    const one = graded('agent', '1101');
    const [single] = buildReport(one).cells;
    expect(single?.accuracy).toMatchObject({ value: 0.75, interval: 'wilson' });
    expect(single?.deviation).toBeNull();
    const two = [...one, ...graded('agent', '1001', { seed: 1 })];
    const [several] = buildReport(two).cells;
    expect(several?.accuracy).toMatchObject({ value: 0.625, interval: 'bootstrap' });
    expect(several?.seeds).toEqual([
      { seed: 0, results: 4, accuracy: 0.75 },
      { seed: 1, results: 4, accuracy: 0.5 },
    ]);
    expect(several?.deviation).toBeCloseTo(0.25 / Math.SQRT2, 12);
  });

  it('does not take ten equal seeds for ten times as much evidence', () => {
    const verdicts = '1100110011';
    const seeds = Array.from({ length: 10 }, (_, seed) => graded('agent', verdicts, { seed })).flat();
    const width = (records: typeof seeds) => {
      const accuracy = buildReport(records).cells[0]?.accuracy;
      return (accuracy?.high ?? 0) - (accuracy?.low ?? 0);
    };
    expect(width(seeds)).toBeGreaterThan(0.9 * width(graded('agent', verdicts)));
  });

  it('counts errors and what never ended, and leaves them out of the accuracy', () => {
    const records = [...graded('agent', '110'), failed({ id: '4' })];
    const planned = [
      { benchmark: 'own', method: 'agent', items: 5, seeds: [0, 1] },
      { benchmark: 'own', method: 'cot', items: 5, seeds: [0, 1] },
    ];
    const [agent, cot] = buildReport(records, { planned }).cells;
    expect(agent).toMatchObject({ items: 3, planned: 10, results: 3, errors: 1, missing: 6, accuracyAtLeast: 0.2 });
    expect(agent?.accuracy?.value).toBeCloseTo(2 / 3, 12);
    expect(cot).toMatchObject({ method: 'cot', planned: 10, results: 0, missing: 10, accuracy: null });
  });

  it('averages over benchmarks of the paper by domain, and only where a method has all of them', () => {
    const on = (benchmark: string, name: string, verdicts: string) => graded(name, verdicts, { benchmark });
    const records = [
      ...on('aime', 'agent', '1000'),
      ...on('math-500', 'agent', '1110'),
      ...on('hotpotqa', 'agent', '1111'),
      ...on('math-500', 'cot', '1000'),
    ];
    const report = buildReport(records);
    expect(report.benchmarks.map(({ title }) => title)).toEqual(['HotpotQA', 'MATH', 'AIME']);
    expect(report.methods.map(({ label }) => label)).toEqual(['cot', 'agent']);
    const averages = report.averages.map(({ method, domain, accuracy }) => [method, domain, accuracy.value]);
    expect(averages).toEqual([
      ['agent', 'math', 0.5],
      ['agent', 'all', 2 / 3],
    ]);
  });

  it('does not depend on the order of records, nor on failures before a result', () => {
    const records = syntheticRun(8, 2);
    const again = records
      .toReversed()
      .flatMap((one) => (one.status === 'done' ? [failed({ ...one, id: one.item.id }), one] : [one]));
    const options = { withTimes: false, rounds: 100 };
    const late = again.map((one) => ({ ...one, startedAt: '2027-01-01T00:00:00.000Z', durationMs: 7 }));
    expect(renderJson(buildReport(late, options))).toBe(renderJson(buildReport(records, options)));
  });

  it('keeps methods of one name apart where their settings differ on a benchmark, and no further', () => {
    const settings = (samples: number, tools: string[]) => ({ tools, decoder: { settings: { samples } } });
    const of = (samples: number, benchmark: string) => ({
      ...record({ benchmark }),
      method: { name: 'sag', settings: settings(samples, [benchmark]) },
    });
    const report = buildReport([of(8, 'a'), of(4, 'a'), of(8, 'b')]);
    expect(report.methods.map(({ label }) => label)).toEqual([
      'sag (decoder.settings.samples 4)',
      'sag (decoder.settings.samples 8)',
    ]);
    expect(report.scaling.map(({ samples, series }) => [samples, series])).toEqual([
      [4, 'sag · tiny'],
      [8, 'sag · tiny'],
    ]);
    expect(buildReport([of(8, 'a'), of(8, 'b')]).methods.map(({ label }) => label)).toEqual(['sag']);
    const models = buildReport([record(), record({ model: 'large' })]).methods;
    expect(models.map(({ label }) => label)).toEqual(['agent · large', 'agent · tiny']);
  });

  it('divides by level and category', () => {
    const item = (id: string, level: number) => ({ id, question: '?', answers: ['1'], level });
    const records = [1, 1, 2, 2].map((level, place) => ({
      ...record({ correct: place < 3 }),
      item: item(String(place), level),
    }));
    const rows = buildReport(records).breakdowns.map(({ by, value, items, accuracy }) => [
      by,
      value,
      items,
      accuracy.value,
    ]);
    expect(rows).toEqual([
      ['level', '1', 2, 1],
      ['level', '2', 2, 0.5],
    ]);
  });

  it('gives rates of errors over all actions, and tokens and calls a question', () => {
    const records = [
      record({ id: '1', elected: { sampled: 3, parseErrors: 1, executionErrors: 0 }, retrievalCalls: 2 }),
      record({ id: '2', elected: { sampled: 1, parseErrors: 0, executionErrors: 1 }, retrievalCalls: 1 }),
    ];
    const [cell] = buildReport(records).cells;
    expect(cell?.actions?.elected.count).toBe(4);
    expect(cell?.actions?.elected.parseErrors.value).toBe(0.25);
    expect(cell?.actions?.elected.executionErrors.value).toBe(0.25);
    expect(cell?.retrievalCalls.value).toBe(1.5);
    expect(cell?.generatedTokens).toEqual({ value: 10, low: 10, high: 10 });
    expect(cell?.cost).toBeNull();
  });

  it('reads back what it wrote, and refuses what it cannot read', () => {
    const report = buildReport(syntheticRun(3, 1), { rounds: 100 });
    expect(parseReport(renderJson(report))).toEqual(report);
    expect(() => parseReport('{"schemaVersion": 9}', 'a.json')).toThrow(/a\.json has schemaVersion 9/);
    expect(() => parseReport('{"schemaVersion": 1}')).toThrow(/title/);
    expect(() => buildReport([], { rounds: 0 })).toThrow(/rounds/);
    expect(buildReport([]).cells).toEqual([]);
  });
});

describe('compare', () => {
  it('takes the items that both have, and counts those that only one has right', () => {
    const a = graded('a', '1111100000');
    const b = graded('b', '111000000');
    const [only] = compare(a, b);
    expect(only).toMatchObject({ benchmark: 'own', a: 'a', b: 'b', items: 9, onlyA: 2, onlyB: 0, pValue: 0.5 });
    expect(only?.difference.value).toBeCloseTo(-2 / 9, 12);
    expect(only?.difference.high).toBeLessThanOrEqual(0);
  });

  it('takes an item as right where most common seeds are', () => {
    const seeds = (name: string, verdicts: string) =>
      [...verdicts].map((verdict, seed) => record({ name, seed, correct: verdict === '1' }));
    const [one] = compare(seeds('a', '011'), seeds('b', '010'));
    expect(one).toMatchObject({ onlyA: 1, onlyB: 0, items: 1 });
    const [tie] = compare(seeds('a', '10'), seeds('b', '00'));
    expect(tie).toMatchObject({ onlyA: 0, onlyB: 0, accuracyA: 0.5, accuracyB: 0 });
  });

  it('adjusts for the number of comparisons, and sets two runs of one method beside each other', () => {
    const run = (verdicts: string) => ['x', 'y'].flatMap((benchmark) => graded('agent', verdicts, { benchmark }));
    const [before, after] = [run('000000000'), run('111111110')];
    const compared = compare(before, after, { names: ['before', 'after'] });
    expect(compared.map(({ benchmark, onlyB }) => [benchmark, onlyB])).toEqual([
      ['x', 8],
      ['y', 8],
      [null, 16],
    ]);
    [2 / 2 ** 8, 2 / 2 ** 8, 2 / 2 ** 16].forEach((p, index) => expect(compared[index]?.pValue).toBeCloseTo(p, 12));
    [4 / 2 ** 8, 4 / 2 ** 8, 6 / 2 ** 16].forEach((p, index) => expect(compared[index]?.adjusted).toBeCloseTo(p, 12));
    const report = buildReport([...fromRun('before', before), ...fromRun('after', after)]);
    expect(report.methods.map(({ label }) => label)).toEqual(['after: agent', 'before: agent']);
    expect(report.comparisons).toHaveLength(3);
  });

  it('refuses sides that are no one method, or that share nothing', () => {
    expect(() => compare([], graded('b', '1'))).toThrow(/first side .* no records/);
    expect(() => compare([...graded('a', '1'), ...graded('c', '1')], graded('b', '1'))).toThrow(/a, c/);
    expect(() => compare(graded('a', '1'), graded('b', '1', { seed: 1 }))).toThrow(/nothing to compare/);
  });
});
