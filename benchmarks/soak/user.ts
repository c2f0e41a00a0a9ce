import { StepToolHost, tool, type ExecutionResult, type Executor, type Session } from '@agentd/agent-core';
import { z } from 'zod';
import { drawCandidate, runaways, type Candidate } from './candidates.ts';

/** What all users of the pool did together. */
export class SoakLog {
  forks = 0;
  candidates = 0;
  commits = 0;
  resets = 0;
  aborts = 0;
  sessions = 0;
  readonly byKind = new Map<string, number>();
  readonly faults: string[] = [];

  count(kind: string): void {
    this.candidates++;
    this.byKind.set(kind, (this.byKind.get(kind) ?? 0) + 1);
  }

  check(right: boolean, what: string, result?: ExecutionResult): void {
    if (right) return;
    const told = result === undefined ? '' : ` gave ${JSON.stringify(result).slice(0, 400)}`;
    const fault = `fork ${this.forks}: ${what}${told}`;
    this.faults.push(fault);
    console.error(fault);
  }
}

/** What a {@link SoakUser} is to do. */
export interface SoakPlan {
  forks: number;
  candidatesPerFork: number;
  signal: AbortSignal;
  random: () => number;
}

const runawayLimitMs = 100;
/** Candidates that end by themselves must never meet this, on a machine that is busy too. */
const patientMs = 60_000;

/** Uses the sessions of a pool as an agent would, and checks every result. */
export class SoakUser {
  readonly #executor: Executor;
  readonly #log: SoakLog;
  readonly #plan: SoakPlan;
  readonly #notes: string[] = [];
  readonly #tools = new StepToolHost([
    tool({
      name: 'square',
      description: 'Squares a number.',
      input: z.object({ n: z.number() }),
      effect: 'read',
      execute: ({ n }) => n * n,
    }),
    tool({
      name: 'note',
      description: 'Writes a note.',
      input: z.object({ text: z.string() }),
      effect: 'write',
      execute: ({ text }) => void this.#notes.push(text),
    }),
  ]);
  #total = 0;

  constructor(executor: Executor, log: SoakLog, plan: SoakPlan) {
    this.#executor = executor;
    this.#log = log;
    this.#plan = plan;
  }

  async work(): Promise<void> {
    while (this.#isGoingOn()) {
      const session = await this.#executor.open({ tools: this.#tools });
      this.#log.sessions++;
      try {
        await this.#begin(session);
        for (let round = 0; round < 50 && this.#isGoingOn(); round++) await this.#round(session);
      } catch (error) {
        this.#log.check(false, `a session threw ${String(error)}`);
      }
      await session.close();
    }
  }

  #isGoingOn(): boolean {
    const { signal, forks } = this.#plan;
    // Past a hundred faults more of them tell nothing.
    return !signal.aborted && this.#log.forks < forks && this.#log.faults.length < 100;
  }

  /** A session must hold nothing of an earlier user's. */
  async #begin(session: Session): Promise<void> {
    const result = await session.run("import os\n('total' in globals(), os.path.exists('mark'))");
    this.#log.check(result.value === '(False, False)', 'a session that should be new', result);
    this.#total = 0;
    await session.run('total = 0');
  }

  async #round(session: Session): Promise<void> {
    const { random } = this.#plan;
    this.#log.forks++;
    this.#tools.beginStep();
    const draw = random();
    if (draw < 0.04) return this.#runaway(session);
    if (draw < 0.05) return this.#abort(session);
    if (draw < 0.06 && session.reset !== undefined) {
      await session.reset({ tools: this.#tools });
      this.#log.resets++;
      await this.#begin(session);
    }
    await this.#fork(session);
  }

  async #fork(session: Session): Promise<void> {
    const { candidatesPerFork, random } = this.#plan;
    const candidates = Array.from({ length: candidatesPerFork }, () => drawCandidate(random, this.#total));
    const branches = await session.fork(
      candidates.map(({ code }) => code),
      { timeoutMs: patientMs },
    );
    this.#log.check(branches.length === candidates.length, `${branches.length} of ${candidates.length} results came`);
    for (const [place, { result }] of branches.entries()) {
      const candidate = candidates[place];
      if (candidate === undefined) continue;
      this.#log.count(candidate.kind);
      this.#log.check(candidate.isRight(result), `${candidate.kind} at total ${this.#total}`, result);
    }
    const place = candidates.findIndex(({ next }) => next !== undefined);
    const [branch, winner] = [branches[place], candidates[place]];
    if (branch === undefined || winner === undefined || random() < 0.4) return;
    await this.#commit(winner, () => session.commit(branch));
  }

  async #commit({ kind, next, notes = [] }: Candidate, commit: () => Promise<unknown>): Promise<void> {
    this.#notes.length = 0;
    await commit();
    this.#log.commits++;
    this.#total = next ?? this.#total;
    this.#log.check(this.#notes.join() === notes.join(), `the commit of ${kind} wrote ${this.#notes.join()}`);
  }

  async #runaway(session: Session): Promise<void> {
    const code = runaways[Math.floor(this.#plan.random() * runaways.length)] ?? '';
    const [branch] = await session.fork([code], { timeoutMs: runawayLimitMs });
    this.#log.count('runaway');
    this.#log.check(branch?.result.status === 'timeout', `a runaway (${code})`, branch?.result);
  }

  async #abort(session: Session): Promise<void> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), this.#plan.random() * 30);
    const ended = await session.fork(['while True: pass'], { signal: controller.signal }).then(
      () => 'with a result',
      (error: unknown) => (error === controller.signal.reason ? 'aborted' : `with ${String(error)}`),
    );
    clearTimeout(timer);
    this.#log.aborts++;
    this.#log.check(ended === 'aborted', `an aborted fork ended ${ended}`);
  }
}
