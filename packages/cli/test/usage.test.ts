import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';
import { runHere } from './run-here.ts';

describe('agentd', () => {
  it('shows its commands and options', async () => {
    const help = await runHere(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/run .*\n[^]*demo [^]*index [^]*search [^]*retriever /);
    const runHelp = await runHere(['run', '--help']);
    expect(runHelp.code).toBe(0);
    for (const option of [
      '--model',
      '--base-url',
      '--local',
      '--decoder',
      '--save',
      '--json',
      'OPENAI_MODEL',
      'Exit codes',
    ]) {
      expect(runHelp.stdout).toContain(option);
    }
  });

  it('shows its version', async () => {
    expect(await runCommand(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([
    [[], 'Usage: agentd'],
    [['walk'], "unknown command 'walk'"],
    [['run'], "missing required argument 'question'"],
    [['run', 'Q', 'another'], 'too many arguments'],
    [['run', 'Q', '--loud'], "unknown option '--loud'"],
    [['run', 'Q', '--n', '0'], 'a whole number above 0'],
    [['run', 'Q', '--n', '2.5'], 'a whole number above 0'],
    [['run', 'Q', '--seed', '-1'], 'a whole number, 0 or above'],
    [['run', 'Q', '--temperature', 'hot'], 'a number, 0 or above'],
    [['run', 'Q', '--temperature', '0'], 'use --decoder greedy'],
    [['run', 'Q', '--decoder', 'beam'], 'sag, greedy'],
    [['run', 'Q', '--preset', 'mine'], 'recommended, paper'],
    [['run', 'Q', '--base-url', 'localhost:8000', '--model', 'm'], 'http://localhost:8000/v1'],
    [['run', 'Q', '--base-url', 'http://localhost:1/v1'], '--model'],
    [['run', 'Q', '--local', 'x', '--model', 'm'], '--local and --model'],
    [['run', 'Q', '--decoder', 'greedy', '--n', '4'], '--n is for --decoder sag'],
    [['run', ' '], 'The question is empty'],
    [['demo', '--problems', 'all'], 'a whole number, 0 or above'],
  ])('refuses %j with exit code 2 and one clear message', async (args, message) => {
    const { code, stdout, stderr } = await runHere(args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('ends its process with that code', async () => {
    const { code, stdout, stderr } = await runCommand(['run', '-']);
    expect(stderr).toContain('Standard input holds no question');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
