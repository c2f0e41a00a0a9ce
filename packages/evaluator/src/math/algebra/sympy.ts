import type { Executor, Session } from '@agentd/agent-core';
import type { SymbolicEquality } from '../options.ts';

/** What {@link sympyEquality} takes besides the executor. */
export interface SympyOptions {
  /** Milliseconds that one question may take; default 5000. */
  timeoutMs?: number;
}

/**
 * Asks SymPy whether two expressions are equal, in an executor whose Python has it: `pyodideExecutor` of
 * `@agentd/sandbox`, say. One session is opened at the first question and used for all, one question after the other.
 *
 *     const executor = pyodideExecutor();
 *     const scorer = mathScorer({ symbolic: sympyEquality(executor) });
 */
export function sympyEquality(
  executor: Executor,
  options: SympyOptions = {},
): SymbolicEquality & { close: () => Promise<void> } {
  const timeoutMs = options.timeoutMs ?? 5_000;
  let session: Promise<Session> | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const ask = async (answer: string, reference: string, signal: AbortSignal): Promise<boolean | undefined> => {
    signal.throwIfAborted();
    session ??= executor.open();
    const { status, stdout } = await (await session).run(question(answer, reference), { timeoutMs, signal });
    if (status !== 'ok') return undefined;
    const said = stdout.trim().split('\n').at(-1);
    return said === 'True' ? true : said === 'False' ? false : undefined;
  };
  const equality = (answer: string, reference: string, signal: AbortSignal): Promise<boolean | undefined> => {
    const result = queue.then(() => ask(answer, reference, signal));
    queue = result.catch(() => undefined);
    return result;
  };
  const close = async (): Promise<void> => {
    const open = session;
    session = undefined;
    await (await open)?.close();
  };
  return Object.assign(equality, { close });
}

function question(answer: string, reference: string): string {
  return `from sympy import *
_difference = ((${answer}) - (${reference})).doit()
_simple = simplify(_difference)
print(True if _simple == 0 else _simple.equals(0))`;
}
