import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTrajectory } from '@agentd/sag';
import { localModel } from '@agentd/sag/local';
import { openaiServer, scriptedModel } from '@agentd/sag/testing';
import { tinyAgentPath } from '@agentd/tiny-agent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, startCommand } from './run-command.ts';

const question = 'Ana buys 128 boxes. Each box holds 36 candles. How many candles does Ana have?';
const turn = (code: string) => `Thought: a step.\nCode:\n\`\`\`py\n${code}\n\`\`\``;
const timeout = 90_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('agentd run', () => {
  it('answers with the tiny agent and shows every step', { timeout }, async () => {
    const { code, stdout } = await runCommand(['run', question]);
    expect(stdout).toMatch(/^ {2}Question +Ana buys 128 boxes/m);
    for (const label of ['Step 1', 'Thought', 'Code', 'Candidates', 'Vote', 'Answer']) expect(stdout).toContain(label);
    expect(stdout).toMatch(
      /\d+ candidates?, [\d,]+ tokens read( \([\d,]+ from the cache\))?, [\d,]+ written, \d+\.\d s$/m,
    );
    expect(stdout).not.toContain('\u001b');
    expect(code).toBe(0);
  });

  it('prints one JSON document that is a trajectory, and nothing else', { timeout }, async () => {
    const { code, stdout, stderr } = await runCommand(['run', '-', '--json', '--n', '4', '--seed', '7'], {
      input: `${question}\n`,
    });
    const trajectory = parseTrajectory(stdout);
    expect(trajectory).toMatchObject({
      task: { question },
      seed: 7,
      prompt: { name: 'compact' },
      decoder: { settings: { samples: 4 } },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('talks to an OpenAI-compatible server', { timeout }, async () => {
    const model = await localModel({ path: tinyAgentPath, id: 'tiny' });
    const server = await openaiServer(model, { apiKey: 'secret' });
    try {
      const flags = [
        '--base-url',
        server.url,
        '--model',
        'tiny',
        '--api-key',
        'secret',
        '--prompt',
        'compact',
        '--json',
      ];
      const byFlags = parseTrajectory((await runCommand(['run', question, ...flags])).stdout);
      expect(byFlags).toMatchObject({ model: { id: 'tiny' }, outcome: { status: 'answered' } });
      const environment = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'secret', OPENAI_MODEL: 'tiny' };
      const byVariables = await runCommand(['run', question, '--prompt', 'compact', '--json', '--decoder', 'greedy'], {
        environment,
      });
      expect(parseTrajectory(byVariables.stdout)).toMatchObject({ model: { id: 'tiny' }, decoder: { name: 'greedy' } });
    } finally {
      await server.close();
      await model.close?.();
    }
  });

  it('saves each finished run once', { timeout }, async () => {
    const server = await openaiServer(scriptedModel([turn('final_answer(1)'), turn('final_answer(2)')]));
    const path = join(folder, 'twice.jsonl');
    const args = ['run', 'One?', '--base-url', server.url, '--model', 'scripted', '--n', '1', '--save', path];
    try {
      expect((await runCommand(args)).stderr).toBe(`agentd: Saved to ${path}.\n`);
      expect((await runCommand(args)).stderr).toContain('already holds a finished run');
    } finally {
      await server.close();
    }
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => parseTrajectory(line).outcome.answer?.text)).toEqual(['1']);
  });

  it('keeps what was done when it is interrupted', { timeout }, async () => {
    const server = await openaiServer(scriptedModel([turn('x = 1\nprint(x)'), turn('import time\ntime.sleep(60)')]));
    const path = join(folder, 'interrupted.jsonl');
    const flags = ['--base-url', server.url, '--model', 'scripted', '--n', '1', '--max-tokens', '99'];
    const { process: child, result } = startCommand(['run', 'Wait.', ...flags, '--save', path]);
    try {
      let shown = '';
      child.stdout?.on('data', (text: string) => {
        const before = shown;
        shown += text;
        if (shown.includes('Step 2') && !before.includes('Step 2')) setTimeout(() => child.kill('SIGINT'), 500);
      });
      const { code, stdout, stderr } = await result;
      expect(code).toBe(130);
      expect(stdout).toContain('stopped before the end');
      expect(stderr).toContain('Stopping');
    } finally {
      await server.close();
    }
    const kept = parseTrajectory((await readFile(path, 'utf8')).trimEnd());
    expect(kept.outcome).toMatchObject({ status: 'aborted', error: { message: 'Interrupted.' } });
    expect(kept.steps.map(({ observation }) => observation)).toEqual([expect.stringContaining('1')]);
  });

  it.each([
    ['a server that is not there', ['--base-url', 'http://127.0.0.1:9/v1', '--model', 'm'], /127\.0\.0\.1:9/],
    ['a folder without a model', ['--local', tmpdir()], /config\.json/],
    ['a file that cannot be written', ['--save', '/dev/null/runs.jsonl'], /\/dev\/null\/runs\.jsonl cannot be opened/],
  ])('says in one message what is wrong with %s', { timeout }, async (_what, args, message) => {
    const { code, stderr } = await runCommand(['run', question, ...args]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('refuses to append to a file that holds something else', { timeout }, async () => {
    const path = join(folder, 'notes.jsonl');
    await writeFile(path, 'my notes\n');
    const { code, stderr } = await runCommand(['run', question, '--save', path]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(`${path}:1`) });
    expect(await readFile(path, 'utf8')).toBe('my notes\n');
  });

  it('fails where there is no answer', { timeout }, async () => {
    const server = await openaiServer(scriptedModel([turn('print(1)'), '']));
    const flags = ['--base-url', server.url, '--model', 'scripted', '--n', '1', '--max-steps', '1'];
    try {
      expect((await runCommand(['run', 'Why?', ...flags])).code).toBe(1);
    } finally {
      await server.close();
    }
  });
});
