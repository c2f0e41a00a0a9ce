import type { ExecutionResult, Executor, Session } from '@agentd/agent-core';
import { javascriptProbes, javascriptState } from './witness-javascript.ts';
import { pythonProbes, pythonState } from './witness-python.ts';

const languages: Readonly<Record<Executor['language'], { state: string; probes: readonly string[] }>> = {
  python: { state: pythonState, probes: pythonProbes },
  javascript: { state: javascriptState, probes: javascriptProbes },
};

const probeLimitMs = 20_000;

/** What code finds of its surroundings, and what its host is told: the same in every branch of one state. */
export class Witness {
  readonly #language: Executor['language'];
  #testimony: readonly string[] = [];

  constructor(language: Executor['language']) {
    this.#language = language;
  }

  /** Gives a fresh session the state that is watched, and takes down how things are before any attack. */
  async begin(session: Session, signal: AbortSignal | undefined): Promise<void> {
    await this.setUp(session, signal);
    this.#testimony = await this.#ask(session, signal);
  }

  /** Says what is not as it was before any attack. */
  async compare(session: Session, signal: AbortSignal | undefined): Promise<string[]> {
    const now = await this.#ask(session, signal);
    return now.flatMap((line, index) => {
      const before = this.#testimony[index];
      return line === before ? [] : [`the next candidate finds ${line} where it was ${String(before)}`];
    });
  }

  /** Gives a session that was started over the state that is watched. */
  async setUp(session: Session, signal: AbortSignal | undefined): Promise<void> {
    const { state } = languages[this.#language];
    const { status, error } = await session.run(state, options(signal));
    if (status !== 'ok') throw new Error(`The state for the witness cannot be set up: ${error?.traceback ?? status}`);
  }

  async #ask(session: Session, signal: AbortSignal | undefined): Promise<string[]> {
    const branches = await session.fork(languages[this.#language].probes, options(signal));
    return branches.flatMap(({ result }) => linesOf(result));
  }
}

function options(signal: AbortSignal | undefined): { timeoutMs: number; signal?: AbortSignal } {
  return { timeoutMs: probeLimitMs, ...(signal === undefined ? {} : { signal }) };
}

function linesOf({ stdout, toolCalls, ...rest }: ExecutionResult): string[] {
  const calls = toolCalls.map((call) => ({ ...call, durationMs: 0 }));
  return [...stdout.split('\n'), JSON.stringify({ ...rest, durationMs: 0 }), JSON.stringify(calls)];
}
