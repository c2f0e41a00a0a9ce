import type { ExecutionResult, Executor, Session } from '@agentd/agent-core';
import { afterAll, describe, expect, it } from 'vitest';
import { mathScorer } from '../math-scorer.ts';
import { parseAnswer } from '../parse/parse.ts';
import { AlgebraClient } from './client.ts';
import { toLatex } from './latex.ts';
import { sympyEquality } from './sympy.ts';
import { toSympy } from './sympy-notation.ts';

describe('AlgebraClient', () => {
  const client = new AlgebraClient();
  afterAll(() => client.close());

  it('decides identities, and does not where it cannot', async () => {
    expect(await client.ask('\\sin(2x)', '2\\sin(x)\\cos(x)', 10_000)).toBe(true);
    expect(await client.ask('\\sum_{k=1}^{\\infty}\\frac{1}{k^2}', '\\frac{\\pi^2}{6}', 10_000)).toBe(true);
    expect(await client.ask('g(x)', 'h(x)', 10_000)).not.toBe(true);
  });

  it('is killed at its limit, and answers the next question in a fresh thread', async () => {
    const endless = '\\sum_{k=1}^{100000000} \\sin(k)';
    const started = performance.now();
    const late = await client.ask(endless, '7', 100);
    expect(late).not.toBe(true);
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(await client.ask('(x+1)^2', 'x^2+2x+1', 10_000)).toBe(true);
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const asked = client.ask('\\sum_{k=1}^{100000000} \\cos(k)', '7', 10_000, controller.signal);
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(asked).rejects.toThrow('enough');
  });
});

describe('notations for other systems', () => {
  const first = (text: string) => {
    const [reading] = parseAnswer(text).readings;
    if (reading === undefined) throw new Error(`no reading of ${text}`);
    return reading;
  };

  it('writes SymPy with names as quoted symbols only', () => {
    expect(toSympy(first('\\frac{1}{2} \\sin x'))).toBe(
      '((((Rational(1, 1))/(Rational(2, 1))))*(sin(Symbol("x", real=True))))',
    );
    expect(toSympy(first('\\sum_{k=1}^{\\infty} k^{-2}'))).toContain('Sum(');
    expect(toSympy(first('\\text{__import__}_1 + 1'))).not.toContain('__import__(');
  });

  it('leaves decimals out of what a library with a tolerance sees', () => {
    expect(toLatex(first('0.3333333333 x'))).toBeUndefined();
    expect(toLatex(first('\\frac{x}{3}'))).toBe('\\frac{x}{3}');
  });
});

/** An executor that records what it is given and prints what it is told to. */
function recordingExecutor(
  stdout: string,
  status: ExecutionResult['status'] = 'ok',
): { executor: Executor; codes: string[]; closed: () => boolean } {
  const codes: string[] = [];
  let isClosed = false;
  const session: Session = {
    run: async (code) => {
      codes.push(code);
      return { status, stdout, toolCalls: [], durationMs: 1 };
    },
    fork: async () => [],
    commit: async () => ({ toolCalls: [] }),
    close: async () => {
      isClosed = true;
    },
  };
  const executor: Executor = {
    id: 'recording',
    language: 'python',
    isolation: { label: 'none', layers: [], missing: [] },
    open: async () => session,
  };
  return { executor, codes, closed: () => isClosed };
}

describe('sympyEquality', () => {
  const endless = '\\sum_{k=1}^{\\infty} \\frac{(-1)^{k+1}}{k}';

  it('is asked what nothing else could decide, and its word counts', async () => {
    const { executor, codes, closed } = recordingExecutor('True\n');
    const symbolic = sympyEquality(executor);
    const scorer = mathScorer({ symbolic, algebra: false });
    const { correct, reason } = await scorer.score(endless, '\\ln 2', '');
    expect(correct, reason).toBe(true);
    expect(reason).toContain('computer algebra');
    expect(codes).toHaveLength(1);
    expect(codes[0]).toContain('Sum(');
    await symbolic.close();
    expect(closed()).toBe(true);
  });

  it('is not asked about numbers, and leaves open what it cannot tell', async () => {
    const { executor, codes } = recordingExecutor('None\n');
    const scorer = mathScorer({ symbolic: sympyEquality(executor), algebra: false });
    expect((await scorer.score('\\sqrt{8}', '2\\sqrt{2}', '')).correct).toBe(true);
    expect(codes).toHaveLength(0);
    expect((await scorer.score(endless, '\\ln 2', '')).reason).toContain('could not be decided');
    expect(codes).toHaveLength(1);
  });

  it('takes a failed run for no word', async () => {
    const { executor } = recordingExecutor('', 'timeout');
    expect(
      await sympyEquality(executor)('Rational(1, 1)', 'Rational(1, 1)', new AbortController().signal),
    ).toBeUndefined();
  });
});
