import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from './config/config-error.ts';
import { parseConfig } from './config/read-config.ts';
import { filesIn, noteRun, readManifest } from './output-folder.ts';
import { planRun } from './run-plan.ts';
import { settingsOf } from './run-settings.ts';

const parse = (text: string, environment: NodeJS.ProcessEnv = {}) => parseConfig(text, 'run.yaml', environment);
const plan = (text: string, changes = {}) => planRun({ path: 'some/run.yaml', text, run: parse(text) }, changes);

function mistakes(text: string, environment: NodeJS.ProcessEnv = {}): string[] {
  try {
    parse(text, environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ line, path, message }) => `${line} ${path} ${message}`);
  }
  throw new Error('No mistake was found.');
}

describe('mistakes in run.yaml', () => {
  it('are named all at once, by line and path, with the word that was nearly written', () => {
    const found = mistakes(`preset: papr
model:
  name: m
  local: here
methods:
  - cot
  - kind: agent-sag
    samples: 8
    n: 0
  - agnt-greedy
benchmarks:
  - name: tiny-agent-problems
    limit: many
seeds: none
concurency: 4
`);
    expect(found).toEqual([
      expect.stringMatching(/^1 preset must be one of .*"papr"; did you mean "paper"\?$/),
      expect.stringMatching(/^4 model\.local is given besides name/),
      expect.stringMatching(/^8 methods\[1\]\.samples is not known; the settings here are kind, name, /),
      expect.stringMatching(/^9 methods\[1\]\.n must be a whole number above 0; it is 0$/),
      expect.stringMatching(/^10 methods\[2\] is "agnt-greedy"; .*did you mean "agent-greedy"\?$/),
      expect.stringMatching(/^13 benchmarks\[0\]\.limit must be a whole number above 0; it is "many"$/),
      expect.stringMatching(/^14 seeds must be how many seeds/),
      expect.stringMatching(/^15 concurency is not known; did you mean "concurrency"\?$/),
    ]);
  });

  it.each([
    ['benchmarks: [math500]', /1 benchmarks\[0\] : there is no benchmark "math500"; did you mean "math-500"\?/],
    ['benchmarks: [aime]', /aime has no files of its own here.*aime_90_20250504\.json/],
    ['benchmarks: []', /benchmarks must be a list of benchmarks/],
    ['methods: [cot]', /benchmarks is missing/],
    ['benchmarks: [tiny-agent-problems, tiny-agent-problems]', /there are two benchmarks tiny-agent-problems/],
    ['benchmarks: [{name: tiny-agent-problems, kind: math}]', /kind is for a benchmark of your own/],
    ['benchmarks: [{name: tiny-agent-questions, search: true}]', /search is true, but there is no corpus/],
    ['benchmarks: [{name: tiny-agent-questions, rules: musique}]', /rules are those of F1; the scorer is em/],
    ['preset: paper\nbenchmarks: [tiny-agent-questions]', /scorer is judge \(the paper's scorer for questions\)/],
    ['methods: [cot-rag]\nbenchmarks: [tiny-agent-problems]', /\(cot-rag\) needs passages: add a corpus/],
    ['methods: [cot, cot]\nbenchmarks: [tiny-agent-problems]', /there are two methods cot/],
    ['methods: [{kind: cot, benchmarks: [aime]}]\nbenchmarks: [tiny-agent-problems]', /is aime, which is none of/],
    ['model: {apiKey: "${KEY}"}\nbenchmarks: [tiny-agent-problems]', /model\.apiKey is for a model on a server/],
    ['models: [{name: a}, {name: a}]\nbenchmarks: [tiny-agent-problems]', /two models a; give each a label/],
    ['seeds: [1, 1]\nbenchmarks: [tiny-agent-problems]', /the seed 1 is there twice/],
    ['benchmarks: [tiny-agent-problems', /^1 {2}Flow sequence/],
    ['a: 1\na: 2', /^2 {2}Map keys must be unique/],
    ['', /benchmarks is missing/],
    ['just words', /must be settings/],
  ])('%j is refused', (text, message) => {
    expect(mistakes(text, { KEY: 'k' }).join('\n')).toMatch(message);
  });

  it('never show a key: one in the file is refused, and one that is not set is named', () => {
    const file = (key: string) => `model: {name: m, apiKey: ${key}}\nbenchmarks: [tiny-agent-problems]`;
    const refused = mistakes(file('sk-secret'));
    expect(refused).toEqual([expect.stringMatching(/^1 .*apiKey must name a variable/)]);
    expect(refused.join()).not.toContain('secret');
    expect(mistakes(file('"${KEY}"'))).toEqual([expect.stringContaining('the variable KEY is not set')]);
    expect(parse(file('"${KEY}"'), { KEY: 'k' }).model).toEqual({ name: 'm', apiKey: 'k' });
  });
});

describe('the plan', () => {
  it('has the methods of the preset, without those that find nothing to search', () => {
    const names = (text: string) => plan(text).methods.map(({ name }) => name);
    const alone = ['cot', 'cot-sc', 'agent-greedy', 'agent-sag', 'agent-sc'];
    expect(names('benchmarks: [tiny-agent-problems]')).toEqual(alone);
    const searching = plan('corpus: corpus-facts\nbenchmarks: [tiny-agent-problems, tiny-agent-questions]');
    const on = searching.benchmarks.map(({ name, search, scorer, methods }) => [name, search, scorer, methods.length]);
    expect(on).toEqual([
      ['tiny-agent-problems', false, 'math', 5],
      ['tiny-agent-questions', true, 'em', 6],
    ]);
    expect(names('preset: [paper, recommended]\nbenchmarks: [tiny-agent-problems]')).toEqual(
      alone.flatMap((name) => (name === 'agent-sag' ? [`${name}-paper`, `${name}-recommended`] : name)),
    );
  });

  it('has every method of every model, and takes those that were asked for', () => {
    const text = 'models: [{name: a}, {name: b}]\nmethods: [cot, agent-sag]\nbenchmarks: [tiny-agent-problems]';
    const names = (only?: string[]) => plan(text, { only }).methods.map(({ name }) => name);
    expect(names()).toEqual(['a/cot', 'a/agent-sag', 'b/cot', 'b/agent-sag']);
    expect(names(['cot'])).toEqual(['a/cot', 'b/cot']);
    expect(names(['b/agent-sag'])).toEqual(['b/agent-sag']);
    expect(() => names(['cto'])).toThrow(/no method cto; did you mean "cot"\?/);
  });

  it('takes the smaller limit, and paths beside the file', () => {
    const text = 'benchmarks: [{name: own, kind: qa, source: [own.csv, hf:a/b@c/d], limit: 5}]\nout: here';
    const { benchmarks, out } = plan(text, { limit: 9, shard: { index: 1, count: 2 } });
    expect(benchmarks[0]).toMatchObject({ limit: 5, source: [expect.stringMatching(/some.own\.csv$/), 'hf:a/b@c/d'] });
    expect(out).toMatch(/some.here-shard-1-of-2$/);
    expect(plan(text, { limit: 3 }).benchmarks[0]).toMatchObject({ limit: 3 });
  });
});

it('the settings among the examples can be used', async () => {
  const folder = fileURLToPath(new URL('../../../../examples/evaluation/', import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  expect(names).toContain('tiny-agent.yaml');
  const address = 'http://localhost:8000/v1';
  const environment = { MODEL: 'm', BASE_URL: address, CORPUS: 'c', BENCHMARKS: 'b', OPENAI_API_KEY: 'k' };
  for (const name of names) {
    const run = parse(await readFile(`${folder}${name}`, 'utf8'), environment);
    expect(planRun({ path: `${folder}${name}`, text: '', run }, {}).methods.length).toBeGreaterThan(3);
  }
});

describe('a folder of results', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agentd-eval-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const settings = (text: string) =>
    settingsOf(planRun({ path: 'run.yaml', text, run: parseConfig(text, 'run.yaml', { KEY: 'sk-secret' }) }, {}));
  const note = (out: string, text: string, methods: string[] = []) =>
    noteRun(out, {
      schemaVersion: 1,
      settings: settings(text),
      planned: methods.map((method) => ({ benchmark: 'b', method, items: 3, seeds: [0] })),
      runs: [{ startedAt: '2026-01-01T00:00:00.000Z', agentd: '1.0.0' }],
    });
  const base =
    'benchmarks: [tiny-agent-problems]\nmodel: {name: m, apiKey: "${KEY}", baseURL: "http://me:pw@host/v1"}\n';

  it('takes more methods and more of the same, and keeps no secret', async () => {
    const out = join(folder, 'grows');
    await note(out, `${base}methods: [cot]`, ['cot']);
    await note(out, `${base}methods: [cot-sc, agent-greedy]\nseeds: 3\nconcurrency: 9`, ['cot-sc']);
    const manifest = await readManifest(out);
    expect(manifest).toMatchObject({
      settings: {
        methods: { cot: {}, 'cot-sc': {}, 'agent-greedy': {} },
        models: { m: { baseURL: 'http://host/v1' } },
      },
      planned: [{ method: 'cot-sc' }, { method: 'cot' }],
    });
    expect(manifest?.runs).toHaveLength(2);
    expect(await readFile(filesIn(out).manifest, 'utf8')).not.toMatch(/secret|pw@/);
  });

  it.each([
    [
      'methods: [{kind: cot-sc, n: 4, name: cot}]',
      /methods\.cot\.kind was "cot" and is "cot-sc"\..*methods\.cot\.n was not given and is 4/,
    ],
    ['methods: [cot]\nlimits: {maxSteps: 3}', /limits\.maxSteps was 5 and is 3/],
  ])('refuses other settings under the same name: %j', async (text, message) => {
    const out = join(folder, 'differs');
    await note(out, `${base}methods: [cot]\nlimits: {maxSteps: 5}`);
    await expect(note(out, `${base}${text}`)).rejects.toThrow(message);
  });
});
