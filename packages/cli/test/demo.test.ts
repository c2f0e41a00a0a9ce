import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommand, startCommand } from './run-command.ts';

const timeout = 120_000;
const decoderReport = z.object({
  name: z.string(),
  correct: z.int(),
  problems: z.literal(1),
  summary: z.object({
    candidates: z.int().positive(),
    usage: z.object({ completionTokens: z.int().positive() }),
    seconds: z.number().positive(),
  }),
  runs: z
    .array(
      z.object({ question: z.string(), reference: z.string(), answer: z.string().nullable(), isRight: z.boolean() }),
    )
    .length(1),
});
const partReport = z.object({ title: z.string(), decoders: z.array(decoderReport) });

describe('agentd demo', () => {
  it('solves held-out problems greedy and with SAG, and compares them', { timeout }, async () => {
    const { code, stdout, stderr } = await runCommand(['demo', '--problems', '2', '--questions', '0']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /── greedy: problem 1 of 2[^]*── greedy: problem 2 of 2[^]*── SAG, N=8, T=0\.4: problem 2 of 2/,
    );
    for (const label of ['Thought', 'Code', 'Outcome', 'Candidates', 'Vote', 'Observation', 'Answer'])
      expect(stdout).toContain(label);
    expect(stdout.match(/✓ right|✗ wrong/g)).toHaveLength(4);
    expect(stdout).toMatch(/^correct +\d of 2 +\d of 2$/m);
  });

  it('answers questions with web_search, and gives the results as one JSON document', { timeout }, async () => {
    const { stdout } = await runCommand(['demo', '--problems', '1', '--questions', '1', '--json']);
    const { parts } = z.object({ parts: z.array(partReport) }).parse(JSON.parse(stdout));
    expect(parts.map(({ title }) => title)).toEqual(['word problems', expect.stringContaining('web_search')]);
    for (const { decoders } of parts) {
      expect(decoders.map(({ name }) => name)).toEqual(['greedy', 'SAG, N=8, T=0.4']);
      for (const { correct, runs } of decoders) expect(runs.filter(({ isRight }) => isRight)).toHaveLength(correct);
    }
  });

  it('shows one line for each problem where it is asked to be quiet', { timeout }, async () => {
    const { stdout } = await runCommand(['demo', '--problems', '1', '--questions', '0', '--quiet']);
    expect(stdout).not.toContain('Thought');
    expect(stdout).toMatch(/^greedy +1 {2}(✓ right|✗ wrong)/m);
  });

  it('shows what was done when it is interrupted', { timeout }, async () => {
    const { process: child, result } = startCommand(['demo']);
    let shown = '';
    child.stdout?.on('data', (text: string) => {
      const isFirst = !shown.includes('problem 2');
      shown += text;
      if (isFirst && shown.includes('problem 2')) child.kill('SIGINT');
    });
    const { code, stdout } = await result;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^correct +[01] of 1/m);
  });
});
