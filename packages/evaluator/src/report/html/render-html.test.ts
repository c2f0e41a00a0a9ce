import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { record, syntheticRun } from '../__fixtures__/records.ts';
import { step, syntheticTrajectories, trajectory } from '../__fixtures__/trajectories.ts';
import { buildReport } from '../build-report.ts';
import { renderHtml } from './render-html.ts';

const HOSTILE = `</script><img src=x onerror=alert(1)><svg onload=alert(2)>"'&<!--`;
const store = (runs: ReturnType<typeof trajectory>[]) => ({
  get: async (id: string) => runs.find((run) => run.id === id),
});
const shownData = z.object({
  trajectories: z.record(z.string(), z.unknown()),
  chainsOfThought: z.record(z.string(), z.array(z.string())),
  items: z.array(z.object({ question: z.string() })),
  results: z.array(z.object({ prediction: z.string().optional() })),
});

/** The page, and what its own script makes of a place in it. */
function open(
  html: string,
  hash = '',
): { page: ReturnType<typeof parseHTML>['document']; data: z.output<typeof shownData> } {
  const { document } = parseHTML(html);
  const script = document.querySelector('script:not([type])')?.textContent ?? '';
  const nothing = () => undefined;
  runInNewContext(script, { document, location: { hash }, addEventListener: nothing, scrollTo: nothing });
  return { page: document, data: shownData.parse(JSON.parse(document.querySelector('#data')?.textContent ?? '')) };
}

/** A report in which every text that can come from data or a model is markup that would run. */
async function hostilePage(): Promise<string> {
  const records = ['a', 'b'].map((name) => ({
    ...record({ name: `${name}${HOSTILE}`, benchmark: HOSTILE, correct: name === 'a', retrievalCalls: 1 }),
    item: { id: HOSTILE, question: HOSTILE, answers: [HOSTILE], level: HOSTILE, category: HOSTILE },
    method: { name: `${name}${HOSTILE}`, settings: { samples: name === 'a' ? 1 : 2, [HOSTILE]: HOSTILE } },
    model: HOSTILE,
    scorer: HOSTILE,
    prediction: HOSTILE,
    reason: HOSTILE,
    trajectories: [HOSTILE],
    chainsOfThought: [HOSTILE],
  }));
  const steps = [step(0, 2, { thought: HOSTILE, code: HOSTILE, observation: HOSTILE })];
  const run = trajectory(HOSTILE, { steps, outcome: { status: 'answered', answer: { text: HOSTILE } } });
  return renderHtml(buildReport(records, { title: HOSTILE, rounds: 100 }), { records, trajectories: store([run]) });
}

describe('renderHtml', () => {
  it('lets no text of a model or a file become markup', async () => {
    const html = await hostilePage();
    expect(html.match(/<script[ >]/g)).toHaveLength(2);
    for (const hash of ['', '#items/0/0', '#result/0']) {
      const { page, data } = open(html, hash);
      expect(page.querySelectorAll('img, [onerror], [onload]')).toHaveLength(0);
      expect(page.querySelector('h1')?.textContent).toBe(HOSTILE);
      expect(data.items[0]?.question).toBe(HOSTILE);
    }
    const view = open(html, '#result/0').page.querySelector('#view')?.textContent ?? '';
    expect(view.split(HOSTILE).length).toBeGreaterThan(8);
  });

  it('runs no script but its own, and asks for nothing from outside', async () => {
    const html = await renderHtml(buildReport([record()], { rounds: 100 }));
    const { page } = open(html);
    const policy = page.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
    const script = page.querySelector('script:not([type])')?.textContent ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(page.querySelectorAll('[src], link, iframe, base')).toHaveLength(0);
    expect(html.match(/https?:\/\/[^"' ]+/g)?.filter((url) => !url.startsWith('http://www.w3.org/')) ?? []).toEqual([]);
  });

  it('links cells to items, items to results, and results to their steps', async () => {
    const records = syntheticRun(3, 1).filter(({ benchmark }) => benchmark === 'math-500');
    const html = await renderHtml(buildReport(records, { rounds: 100 }), {
      records,
      trajectories: syntheticTrajectories,
    });
    const { page } = open(html);
    expect(page.querySelector('#accuracy a')?.getAttribute('href')).toBe('#items/0/0');
    expect(page.querySelectorAll('figure svg').length).toBeGreaterThan(3);
    const items = open(html, '#items/0/4').page;
    const [first] = items.querySelectorAll('#view td a');
    expect(first?.textContent).toBe('math-500-0');
    const result = open(html, first?.getAttribute('href') ?? '').page.querySelector('#view');
    expect(result?.textContent).toContain('print(6 * seven)');
    expect(result?.querySelectorAll('.step')).toHaveLength(2);
    expect(result?.querySelectorAll('.step:first-of-type details .candidate')).toHaveLength(8);
    expect(open(html, '#result/0').page.querySelector('#view')?.textContent).toContain('Then halve it again.');
  });

  it('holds runs up to its limit, those of every method first, and says what it leaves out', async () => {
    const records = syntheticRun(6, 1);
    const report = buildReport(records, { rounds: 100 });
    const options = { records, trajectories: syntheticTrajectories, plots: false };
    const small = await renderHtml(report, { ...options, embedBytes: 60_000, trajectoriesFile: 'runs.jsonl' });
    const held = Object.keys(open(small).data.trajectories);
    expect(held.length).toBeGreaterThan(11);
    expect(held.length).toBeLessThan(72);
    expect(new Set(held.slice(0, 12).map((id) => id.split('/')[0]))).toEqual(
      new Set(['hotpotqa-0', 'math-500-0', 'aime-0']),
    );
    expect(small).toMatch(/This page holds the runs behind \d+ of 90 results; the others are in runs\.jsonl/);
    expect(await renderHtml(report, options)).toContain('the runs behind all 90 results');
    await expect(renderHtml(report, { embedBytes: -1 })).rejects.toThrow(/embedBytes is -1/);
  });

  it('gives the same bytes for the same data', async () => {
    const records = syntheticRun(4, 2);
    const render = (given: typeof records) =>
      renderHtml(buildReport(given, { rounds: 100 }), { records: given, trajectories: syntheticTrajectories });
    expect(await render(records.toReversed())).toBe(await render(records));
  });

  it('says what has no result', async () => {
    const planned = [{ benchmark: 'own', method: 'agent', items: 3, seeds: [0] }];
    const html = await renderHtml(buildReport([record()], { planned, rounds: 100 }), { plots: false });
    expect(open(html).page.querySelector('.warning')?.textContent).toContain('2 of 3 planned results are not there');
  });
});
