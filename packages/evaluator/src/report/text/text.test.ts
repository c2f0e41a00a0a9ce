import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failed, record, syntheticRun } from '../__fixtures__/records.ts';
import { syntheticTrajectories } from '../__fixtures__/trajectories.ts';
import { buildReport } from '../build-report.ts';
import { evalLogs } from '../eval-log/eval-logs.ts';
import { writeEvalLogs } from '../eval-log/write-eval-logs.ts';
import { writeReport } from '../write-report.ts';
import { renderCsv } from './render-csv.ts';
import { renderMarkdown } from './render-markdown.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-report-'));
});
afterAll(() => rm(folder, { recursive: true }));

const verdicts = (benchmark: string, name: string, right: string) =>
  [...right].map((verdict, item) => record({ benchmark, name, id: String(item), correct: verdict === '1' }));

it("renders the table of the paper's form from records made by hand", () => {
  const records = [
    ...verdicts('aime', 'cot', '0001'),
    ...verdicts('aime', 'agent', '0111'),
    ...verdicts('math-500', 'cot', '1110'),
    ...verdicts('math-500', 'agent', '1111'),
    ...verdicts('hotpotqa', 'cot', '10'),
    failed({ benchmark: 'hotpotqa', name: 'agent', id: '1' }),
  ];
  const table = renderMarkdown(buildReport(records)).split('\n').slice(8, 12);
  expect(table).toEqual([
    '| Method | Factual: HotpotQA | Math: MATH | Math: AIME | Math: Average | All: Average |',
    '| --- | --: | --: | --: | --: | --: |',
    '| cot | 50.0 \\[9.5, 90.5\\] | 75.0 \\[30.1, 95.4\\] | 25.0 \\[4.6, 69.9\\] | 50.0 \\[25.3, 74.7\\] | 50.0 \\[28.7, 71.3\\] |',
    '| agent | no result | **100.0** \\[51.0, 100.0\\] | **75.0** \\[30.1, 95.4\\] | **87.5** \\[54.3, 97.7\\] | – |',
  ]);
});

it('keeps names from breaking out of Markdown tables', () => {
  const text = renderMarkdown(buildReport([record({ name: 'a|b\n<script>*x*' })]));
  expect(text).toContain('| a\\|b &lt;script\\>\\*x\\* |');
  expect(text).not.toContain('<script');
});

it('quotes CSV so that a reader gets the names back, and no spreadsheet takes one for a formula', () => {
  const names = ['a,b', 'say "hi"', 'two\nlines', '=1+1'];
  const rows = parse(
    renderCsv(
      buildReport(names.map((name) => record({ name, usage: { promptTokens: 1, completionTokens: 2, cost: 0.5 } }))),
    ),
    { columns: true },
  );
  expect(rows).toMatchObject([
    { method: "'=1+1", items: '1', accuracy: '1', accuracy_interval: 'wilson', cost: '0.5', time_median_ms: '1000' },
    { method: 'a,b' },
    { method: 'say "hi"' },
    { method: 'two\nlines' },
  ]);
});

it('writes all forms to a folder, or one to a file, and leaves nothing half-written', async () => {
  const report = buildReport([record()], { rounds: 100 });
  const options = { plots: false };
  await writeReport(report, join(folder, 'new', 'deep'), options);
  expect((await readdir(join(folder, 'new', 'deep'))).sort()).toEqual([
    'report.csv',
    'report.html',
    'report.json',
    'report.md',
  ]);
  const single = join(folder, 'table.md');
  expect(await writeReport(report, single, options)).toEqual([single]);
  expect(await readFile(single, 'utf8')).toBe(renderMarkdown(report));
  await writeFile(join(folder, 'notes'), '');
  await expect(writeReport(report, join(folder, 'notes'))).rejects.toThrow(/notes is a file/);
  await expect(writeReport(report, join(folder, 'notes', 'a.md'))).rejects.toThrow(/notes/);
});

it('exports a log for each method and benchmark, with an epoch for each seed', async () => {
  const records = syntheticRun(3, 2);
  const logs = await Array.fromAsync(evalLogs(records, { trajectories: syntheticTrajectories }));
  expect(logs).toHaveLength(15);
  const log = logs.find(({ eval: { task, solver } }) => task === 'math-500' && solver === 'agent-sag-8');
  expect(log?.samples.map(({ id, epoch }) => `${id}/${epoch}`)).toEqual(
    ['0/1', '0/2', '1/1', '1/2', '2/1', '2/2'].map((name) => `math-500-${name}`),
  );
  expect(log?.samples[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
  expect(log?.samples[0]?.target).toEqual(['42']);
  expect(log?.eval).toMatchObject({ model: 'tiny', config: { epochs: 2 }, dataset: { samples: 3 } });
  const paths = await writeEvalLogs(logs.slice(0, 1), join(folder, 'logs'));
  // What Inspect takes for a log of its own.
  expect(paths[0]).toMatch(/\/\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}[^/_]*_[^/_]+_[0-9a-f]{22}\.json$/);
});

it('exports what failed as a sample with an error and no score', async () => {
  const [log] = await Array.fromAsync(evalLogs([failed(), record({ id: '2', correct: false })]));
  expect(log?.results).toMatchObject({ total_samples: 2, completed_samples: 1 });
  expect(log?.samples[0]).toMatchObject({ error: { message: 'model/timeout: no answer within 60 s' } });
  expect(log?.samples[0]?.scores).toBeUndefined();
  expect(log?.samples[1]?.scores?.['math']).toMatchObject({ value: 'I', explanation: 'box: 42 = 42' });
});
