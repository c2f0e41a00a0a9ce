import { StepToolHost, tool, type Executor, type Session } from '@agentd/agent-core';
import { executorPool } from '@agentd/sandbox';
import { z } from 'zod';
import type { Contestant } from './measure.ts';
import { snippets, workloadsOf, type Workload } from './workloads.ts';

const nothing = tool({
  name: 'nothing',
  description: 'Does nothing.',
  input: z.object({ n: z.number() }),
  effect: 'read',
  execute: ({ n }) => n,
});

/** One of our executors with what its measurements need. */
export class Ours {
  readonly executor: Executor;
  readonly name: string;
  readonly #tools = new StepToolHost([nothing]);
  readonly #pool: ReturnType<typeof executorPool>;
  readonly #open: Session[] = [];

  constructor(executor: Executor) {
    this.executor = executor;
    this.name = executor.id;
    this.#pool = executorPool(executor, { maxSessions: 1, warmSpares: 1 });
  }

  start(): Contestant {
    return { name: `${this.name}: start and close`, once: async () => (await this.executor.open()).close() };
  }

  warm(): Contestant {
    return { name: `${this.name}: from the warm pool`, once: async () => (await this.#pool.open()).close() };
  }

  async run(): Promise<Contestant> {
    const session = await this.#session();
    const { increment } = snippets[this.executor.language];
    const once = async () => {
      for (let round = 0; round < 20; round++) await session.run(increment);
    };
    return { name: `${this.name}: run`, once, tasks: 20 };
  }

  async callTool(): Promise<Contestant> {
    const session = await this.#session();
    const code = snippets[this.executor.language].callTool(500);
    const once = async () => {
      this.#tools.beginStep();
      const { status, error } = await session.run(code);
      if (status !== 'ok') throw new Error(`The tool calls ended with ${status}: ${error?.traceback ?? ''}`);
    };
    return { name: `${this.name}: tool call`, once, tasks: 500 };
  }

  /** Undefined where the executor cannot run the workload's history, for want of a library. */
  async forkAndCommit(workloadName: string): Promise<Contestant | undefined> {
    const workload = this.#workload(workloadName);
    if (workload === undefined) return undefined;
    const session = await this.#session();
    const { status } = await session.run(workload.history);
    if (status !== 'ok') return undefined;
    const once = async () => {
      const branches = await session.fork(workload.candidates);
      const [winner] = branches;
      if (winner === undefined || branches.some(({ result }) => result.status !== 'ok'))
        throw new Error(`A candidate of ${this.name} failed: ${JSON.stringify(branches)}`);
      await session.commit(winner);
    };
    await once();
    return { name: `${this.name}: fork of 8 and commit`, once };
  }

  /** What one would do without fork: a session for each candidate, with the history run again. */
  sessionPerCandidate(workloadName: string): Contestant | undefined {
    const workload = this.#workload(workloadName);
    const [candidate = ''] = workload?.candidates ?? [];
    if (workload === undefined) return undefined;
    const once = async () => {
      const session = await this.executor.open();
      await session.run(workload.history);
      await session.run(candidate);
      await session.close();
    };
    return { name: `${this.name}: 8 sessions, history again`, once, times: 8, every: 4 };
  }

  /** Milliseconds past the limit at which each runaway's result was there. */
  async lateness(timeoutMs: number): Promise<{ code: string; status: string; lateMs: number }[]> {
    const session = await this.#session();
    const found = [];
    for (const code of snippets[this.executor.language].runaways) {
      const startedAt = performance.now();
      const [branch] = await session.fork([code], { timeoutMs });
      found.push({ code, status: branch?.result.status ?? '', lateMs: performance.now() - startedAt - timeoutMs });
    }
    return found;
  }

  async close(): Promise<void> {
    for (const session of this.#open) await session.close();
    await this.#pool.close();
  }

  async #session(): Promise<Session> {
    const session = await this.executor.open({ tools: this.#tools });
    this.#open.push(session);
    return session;
  }

  #workload(name: string): Workload | undefined {
    return workloadsOf(this.executor.language).find((workload) => workload.name === name);
  }
}
