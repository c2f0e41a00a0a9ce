import { readFileSync } from 'node:fs';
import type { ExecutionResult, Executor, Session } from '@agentd/sag';
import { describe, expect, it } from 'vitest';
import { examine } from './examine.ts';
import type { Candidate } from './try-executor.ts';

const { signal } = new AbortController();
const quiet = () => undefined;
/** An executor that answers each snippet as it is told. */
function candidate(isRequired: boolean, respond: (code: string) => Partial<ExecutionResult>): Candidate {
  const executor: Executor = {
    id: 'odd',
    language: 'python',
    isolation: { label: 'none', layers: [], missing: [] },
    open: async () => session,
  };
  const result = (code: string): ExecutionResult => ({
    status: 'ok',
    stdout: '',
    toolCalls: [],
    durationMs: 1,
    ...respond(code),
  });
  const session: Session = {
    run: async (code) => result(code),
    fork: async (codes) => codes.map((code) => ({ code, result: result(code) })),
    commit: async () => ({ toolCalls: [] }),
    close: async () => undefined,
  };
  return { id: 'odd', isRequired, make: () => executor };
}
const sum = (code: string) => (code === '1 + 1' ? { value: '2' } : {});

describe('examine', () => {
  it('finds an executor sound that adds up and lets nothing out', async () => {
    const report = await examine(quiet, signal, [candidate(true, sum)]);
    expect(report).toMatchObject({ isHealthy: true, executors: [{ id: 'odd', works: true }] });
    expect(report.executors[0]?.attacks).toHaveLength(3);
  });

  it('finds out that code reads files of the host, whether the executor is needed or not', async () => {
    const leaky = candidate(false, (code) => {
      const path = /open\("(.*?secret.txt)"\)/.exec(code)?.[1];
      return path === undefined ? sum(code) : { stdout: readFileSync(path, 'utf8') };
    });
    const report = await examine(quiet, signal, [leaky]);
    expect(report).toMatchObject({
      isHealthy: false,
      executors: [{ attacks: [{ target: 'host files', held: false }, { held: true }, { held: true }] }],
    });
  });

  it('finds out that code reads the environment of the host', async () => {
    const leaky = candidate(true, (code) =>
      code.includes('environ') ? { value: JSON.stringify(process.env) } : sum(code),
    );
    expect((await examine(quiet, signal, [leaky])).executors[0]?.attacks.map(({ held }) => held)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['gives a wrong sum', candidate(true, () => ({ value: '3' })), '1 + 1'],
    [
      'cannot be made',
      {
        id: 'none',
        isRequired: true,
        make: () => {
          throw new Error('No interpreter here.');
        },
      },
      'No interpreter here.',
    ],
  ])('is not healthy where an executor that is needed %s', async (_what, broken, message) => {
    const report = await examine(quiet, signal, [broken]);
    expect(report).toMatchObject({ isHealthy: false, executors: [{ works: false }] });
    expect(report.executors[0]?.error).toContain(message);
    expect((await examine(quiet, signal, [{ ...broken, isRequired: false }])).isHealthy).toBe(true);
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('Interrupted.');
    const stop = () => controller.abort(reason);
    await expect(examine(stop, controller.signal)).rejects.toBe(reason);
  });
});
