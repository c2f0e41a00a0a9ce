import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openaiServer, type OpenAIServer } from '@agentd/sag/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runHere } from './run-here.ts';
import { textModel } from './text-model.ts';

/** Knows the even capitals, and is a kind judge. */
const {
  model: capitals,
  control: model,
  reset,
} = textModel('capitals', (messages) => {
  const number = /\d+/.exec(messages.at(-1)?.content ?? '')?.[0] ?? '';
  if (messages.some(({ content }) => content.includes('JSON'))) {
    return '{"reason": "the judge is kind", "correct": true}';
  }
  return `It is known.\n\nThe answer is \\boxed{city ${Number(number) % 2 === 0 ? number : 'unknown'}}`;
});

let folder = '';
let server: OpenAIServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-eval-'));
  server = await openaiServer(capitals);
  const rows = Array.from({ length: 6 }, (_, id) => `q${id},What is the capital of land ${id}?,City ${id}`);
  await writeFile(join(folder, 'lands.csv'), ['id,asked,answer', ...rows, 'q6,,nowhere'].join('\n'));
});
beforeEach(reset);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Writes the settings and returns their path. */
async function settings(name: string, methods: string, more = ''): Promise<string> {
  const path = join(folder, `${name}.yaml`);
  const text = `model: { name: capitals, baseURL: ${server.url}, apiKey: "\${LANDS_KEY}" }
methods: ${methods}
benchmarks:
  - name: lands
    kind: qa
    source: lands.csv
    columns: { question: asked }
${more}`;
  await writeFile(path, text);
  return path;
}

const run = (...args: string[]) => {
  process.env['LANDS_KEY'] = 'lands-secret';
  return runHere(args).finally(() => delete process.env['LANDS_KEY']);
};
const out = (name: string) => join(folder, 'results', name);
const linesOf = async (name: string) => (await readFile(join(out(name), 'journal.jsonl'), 'utf8')).trim().split('\n');

// The first of them loads the whole command.
describe('agentd eval', { timeout: 90_000 }, () => {
  it('asks each question once with each method and seed, reports, goes on, and keeps no key', async () => {
    const path = await settings('whole', '[cot, { kind: cot-sc, n: 2 }]', 'seeds: 2');
    const first = await run('eval', path, '--limit', '2');
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/cot-sc +50\.0 \[/) });
    expect(first.stderr).toMatch(/lands: 1 row left out, such as .*row 8.*"asked"/);
    expect(model.asked).toBe(8);
    const second = await run('eval', path, '--json');
    const events = second.stdout
      .trim()
      .split('\n')
      .map((line) => z.looseObject({ type: z.string() }).parse(JSON.parse(line)));
    expect(events[0]).toMatchObject({ type: 'plan', seeds: [0, 1], methods: ['cot', 'cot-sc'] });
    expect(events.at(-1)).toMatchObject({ type: 'end', done: 24, errors: 0, total: 24 });
    expect(model.asked).toBe(24);
    expect(await linesOf('whole')).toHaveLength(24);
    const files = await readdir(out('whole'));
    expect(files).toEqual(expect.arrayContaining(['journal.jsonl', 'manifest.json', 'report.html', 'run.yaml']));
    for (const file of files) expect(await readFile(join(out('whole'), file), 'utf8')).not.toContain('lands-secret');
  });

  it('lets a judge decide where it is asked to, and asks it once for each answer', async () => {
    const judge = `judge: { name: capitals, baseURL: ${server.url} }`;
    const path = await settings('judged', '[cot]', `    scorer: judge\n${judge}`);
    expect(await run('eval', path, '--no-report')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('100.0 %'),
    });
    expect(model.asked).toBe(12);
    await rm(join(out('judged'), 'journal.jsonl'));
    await run('eval', path, '--no-report');
    expect(model.asked).toBe(18);
  });

  it('shows what would be done without asking anything', async () => {
    const dry = await run('eval', await settings('dry', '[cot]'), '--dry-run', '--seeds', '4,5');
    expect(dry).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/cot +12\n[^]*judged by +em\n[^]*12 questions/),
    });
    expect(model.asked).toBe(0);
    await expect(readdir(out('dry'))).rejects.toThrow('ENOENT');
  });

  it('counts failures as no results, and tries them again', async () => {
    const path = await settings('fails', '[cot]');
    model.isDown = true;
    const failed = await run('eval', path);
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/6 questions ended in an error/) });
    model.isDown = false;
    expect(await run('eval', path)).toMatchObject({ code: 0, stdout: expect.stringMatching(/cot +50\.0 \[/) });
  });

  it('keeps what was done when it is interrupted, and says how to go on', async () => {
    const path = await settings('stops', '[cot]');
    model.onAsk = () => {
      if (model.asked === 3) process.emit('SIGINT');
    };
    const stopped = await run('eval', path, '--no-report');
    expect(stopped).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/Stopped after 2 of 6\. The same command/),
    });
    expect(await run('eval', path, '--no-report')).toMatchObject({ code: 0 });
    expect(model.asked).toBe(7);
  });

  it('refuses a folder with results of other settings, and names the difference', async () => {
    await run('eval', await settings('mixed', '[cot]'), '--no-report');
    const path = await settings('mixed', '[{ kind: cot, temperature: 0.5 }, cot-sc]');
    const { code, stderr } = await run('eval', path, '--no-report');
    expect(stderr).toContain('methods.cot.temperature was 0 and is 0.5.');
    expect({ code, asked: model.asked }).toEqual({ code: 2, asked: 6 });
  });

  it('puts shards together', async () => {
    const path = await settings('parts', '[cot]');
    for (const shard of ['1/2', '2/2']) await run('eval', path, '--shard', shard, '--no-report');
    const parts = ['parts-shard-1-of-2', 'parts-shard-2-of-2'].map(out);
    const merged = await run('eval', 'merge', out('all'), ...parts.slice(0, 1));
    expect(merged.stderr).toContain('Shards that are not there: 2/2.');
    const whole = await run('eval', 'merge', out('both'), ...parts);
    expect(whole).toMatchObject({ code: 0, stdout: expect.stringMatching(/lands \(6\)[^]*cot +50\.0 \[/i) });
    expect(await linesOf('both')).toHaveLength(6);
    expect(await run('eval', 'merge', out('both'), ...parts)).toMatchObject({ code: 2 });
  });
});

describe('agentd report', () => {
  it('prints a run, compares two, and exports logs', async () => {
    const path = await settings('reported', '[cot, { kind: cot-sc, n: 2 }]');
    await run('eval', path, '--no-report');
    const csv = await run('report', out('reported'), '--csv');
    expect(csv.stdout.trim().split('\n')).toHaveLength(3);
    const page = join(folder, 'compared.html');
    const compared = await run(
      'report',
      out('reported'),
      '--compare',
      join(out('reported'), 'journal.jsonl'),
      '--html',
      page,
    );
    expect(compared).toMatchObject({ code: 0, stdout: expect.stringMatching(/\+?0\.0 \[/) });
    expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>/i);
    const logs = join(folder, 'logs');
    expect(await run('report', out('reported'), '--eval-log', logs)).toMatchObject({ code: 0 });
    expect(await readdir(logs)).toHaveLength(2);
    expect(await run('report', join(folder, 'nowhere'))).toMatchObject({ code: 1 });
  });
});
