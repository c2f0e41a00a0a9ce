import { beforeAll, expect, it } from 'vitest';
import type { Executor, Session } from '../index.ts';
import { executorFixture } from './executor-fixture.ts';

/** What one run gives: output, value, errors, the final answer. */
export function resultCases(makeExecutor: () => Executor | Promise<Executor>): void {
  const fixture = executorFixture(makeExecutor);
  let session: Session;
  beforeAll(async () => {
    session = await fixture.open();
  });

  it('labels its isolation', () => {
    expect(fixture.executor.isolation.label).not.toBe('');
    expect(fixture.executor.id).not.toBe('');
  });

  it('gives what was printed', async () => {
    const result = await session.run(fixture.code.print('hello é 😀'));
    expect(result).toMatchObject({ status: 'ok', stdout: 'hello é 😀\n', toolCalls: [] });
    expect(result.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('gives the value of the last expression, and none where there is none', async () => {
    await session.run(fixture.code.assign('shown', 7));
    expect((await session.run(fixture.code.read('shown'))).value).toBe('7');
    expect(await session.run(fixture.code.assign('shown', 8))).not.toHaveProperty('value');
    expect(await session.run('')).toMatchObject({ status: 'ok', stdout: '' });
  });

  it('keeps state from run to run', async () => {
    await session.run(fixture.code.assign('counter', 1));
    await session.run(fixture.code.increment('counter'));
    expect((await session.run(fixture.code.increment('counter'))).value).toBe('3');
  });

  it('reports a syntax error and runs nothing', async () => {
    const result = await session.run(`${fixture.code.assign('never', 1)}\n${fixture.code.syntaxError}`);
    expect(result.status).toBe('syntax-error');
    expect(result.error?.line).toBe(2);
    expect(result.error?.traceback).toContain('SyntaxError');
    expect((await session.run(fixture.code.isDefined('never'))).value).toBe(fixture.code.notDefined);
  });

  it('reports a runtime error with its line, from the code on, and keeps what was printed', async () => {
    const result = await session.run(fixture.code.runtimeErrorOnLine3);
    expect(result).toMatchObject({
      status: 'runtime-error',
      stdout: 'before\n',
      error: { type: fixture.code.runtimeErrorType, line: 3 },
    });
    expect(result.error?.traceback.split('\n').at(fixture.code.tracebackHead)).toContain(fixture.code.runtimeErrorType);
    expect(result).not.toHaveProperty('value');
  });

  it('names the class of an unknown name', async () => {
    const result = await session.run(fixture.code.undefinedName);
    expect(result).toMatchObject({ status: 'runtime-error', error: { type: fixture.code.undefinedNameType, line: 1 } });
  });

  it('ends the code at the final answer and goes on afterwards', async () => {
    const result = await session.run(fixture.code.answer('40 + 2'));
    expect(result).toMatchObject({ status: 'ok', stdout: 'before\n', finalAnswer: { text: '42', value: 42 } });
    expect(await session.run(fixture.code.print('on'))).not.toHaveProperty('finalAnswer');
  });

  it('does not let code that catches errors catch the final answer', async () => {
    const result = await session.run(fixture.code.answerInsideCatchAll);
    expect(result).toMatchObject({ status: 'ok', stdout: '', finalAnswer: { text: 'kept' } });
  });

  it('takes the first of several final answers', async () => {
    expect(await session.run(fixture.code.twoAnswers)).toMatchObject({ status: 'ok', finalAnswer: { text: 'first' } });
  });

  it('gives final answers as exact text, and as JSON only where JSON can say the same', async () => {
    for (const { expression, text, ...rest } of fixture.code.answers) {
      const { finalAnswer } = await session.run(fixture.code.answer(expression));
      expect(finalAnswer, expression).toEqual({ text, ...rest });
    }
  });

  it('is not misled by code that replaced what it could reach', async () => {
    const poisoned = await fixture.open();
    await poisoned.run(fixture.code.assign('kept', 5));
    await poisoned.fork([fixture.code.poison]);
    expect(await poisoned.run(fixture.code.print('clean'))).toMatchObject({ status: 'ok', stdout: 'clean\n' });
    await poisoned.run(fixture.code.poison);
    expect(await poisoned.run(fixture.code.read('kept'))).toMatchObject({ status: 'ok', value: '5' });
    expect(await poisoned.run(fixture.code.answerOnly('"sound"'))).toMatchObject({ finalAnswer: { text: 'sound' } });
    expect((await poisoned.run(fixture.code.syntaxError)).status).toBe('syntax-error');
  });
}
