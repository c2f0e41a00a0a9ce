import { ExecutorError, type ExecutionResult, type Executor, type Session } from '@agentd/agent-core';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, type Attack } from './attack.ts';
import { Canaries } from './canaries.ts';
import { impureObjectsIn, leaksIn } from './leaks.ts';
import { countDescendants } from './processes.ts';
import { TrialTools } from './trial-tools.ts';
import { Witness } from './witness.ts';

/** How long past its limit a runaway may be in coming back, so that a busy machine fails no one. */
const latestMs = 2_000;
/** Most characters of a result, tool calls left out: several times what any executor's limits add up to. */
const largestResult = 500_000;
/** For an attack that ends by itself. */
const defaultLimitMs = 10_000;

/** What became of one attack. */
export interface Verdict {
  readonly attack: Attack;
  /** Whether nothing that must not happen did. */
  readonly held: boolean;
  /** What did happen; empty where it held. */
  readonly evidence: readonly string[];
  /** Milliseconds for the attack and all that was looked at after it. */
  readonly durationMs: number;
  /** Milliseconds past its limit at which a runaway came back. */
  readonly latenessMs?: number;
}

/** Runs attacks against one executor, among {@link Canaries}. */
export class Trial {
  readonly #executor: Executor;
  readonly #canaries: Canaries;
  readonly #tools = new TrialTools();
  readonly #witness: Witness;
  #session: Session | undefined;
  /** Processes below this one, without the session and with it. */
  #processes: { before?: number | undefined; open?: number | undefined } = {};

  private constructor(executor: Executor, canaries: Canaries) {
    this.#executor = executor;
    this.#canaries = canaries;
    this.#witness = new Witness(executor.language);
  }

  /** Sets the canaries out. The trial is to be closed. */
  static async open(executor: Executor): Promise<Trial> {
    return new Trial(executor, await Canaries.open());
  }

  /**
   * Runs the attack as a branch that is not committed and, where it ends by itself, once more as a plain run.
   * @throws the signal's reason when aborted; ExecutorError when no session can be opened
   */
  async judge(attack: Attack, signal?: AbortSignal): Promise<Verdict> {
    const startedAt = performance.now();
    const session = (this.#session ??= await this.#open(signal));
    const evidence: string[] = [];
    let latenessMs: number | undefined;
    try {
      const result = await this.#attack(session, attack, true, evidence, signal);
      if (attack.limitMs !== undefined && result.status === 'timeout') latenessMs = result.durationMs - attack.limitMs;
      evidence.push(...(await this.#witness.compare(session, signal)));
      if (attack.limitMs === undefined && attack.branchOnly !== true) {
        await this.#attack(session, attack, false, evidence, signal);
      }
      await this.#startOver(session, evidence, signal);
    } catch (error) {
      signal?.throwIfAborted();
      this.#session = undefined;
      await session.close();
      const clean = attack.mayLoseSession === true && ExecutorError.isInstance(error, 'executor/session-lost');
      if (!clean) evidence.push(`the session was lost: ${String(error)}`);
      evidence.push(...(await this.#canaries.check()), ...(await moreProcessesThan(this.#processes.before)));
    }
    if (evidence.length > 0) await this.#giveUpSession();
    const held = evidence.length === 0;
    const durationMs = performance.now() - startedAt;
    return { attack, held, evidence, durationMs, ...(latenessMs === undefined ? {} : { latenessMs }) };
  }

  async close(): Promise<void> {
    await this.#giveUpSession();
    await this.#canaries.close();
  }

  async #open(signal: AbortSignal | undefined): Promise<Session> {
    this.#tools.begin();
    this.#processes = { before: countDescendants() };
    const session = await this.#executor.open({ tools: this.#tools, ...(signal === undefined ? {} : { signal }) });
    this.#processes.open = countDescendants();
    await this.#witness.begin(session, signal);
    return session;
  }

  /** Runs the code and looks at the result and the canaries. */
  async #attack(
    session: Session,
    attack: Attack,
    asBranch: boolean,
    evidence: string[],
    signal: AbortSignal | undefined,
  ): Promise<ExecutionResult> {
    const timeoutMs = attack.limitMs ?? defaultLimitMs;
    const options = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
    const code = codeOf(attack, this.#canaries.targets);
    this.#tools.begin();
    const result = asBranch ? (await session.fork([code], options))[0]?.result : await session.run(code, options);
    if (result === undefined) throw new Error('fork() gave no branch.');
    const found = [
      ...leaksIn(result, this.#canaries.secret),
      ...impureObjectsIn(result),
      ...this.#tools.compare(result.toolCalls, asBranch),
      ...untruthsIn(result, attack),
      ...(await this.#canaries.check()),
    ];
    this.#tools.begin();
    if (result.durationMs > timeoutMs + latestMs) found.push(`the code ran ${Math.round(result.durationMs)} ms`);
    const size = JSON.stringify({ ...result, toolCalls: [] }).length;
    if (size > largestResult) found.push(`the result has ${size} characters`);
    if (!asBranch) {
      const { status, value } = await session.run('1 + 1', { ...options, timeoutMs: defaultLimitMs });
      if (value !== '2') found.push(`the session answers 1 + 1 with ${String(value)} (${status})`);
    }
    evidence.push(...found.map((what) => `${asBranch ? 'as a branch' : 'as a run'}: ${what}`));
    return result;
  }

  /** Puts the session back to how it was opened, or gives it up where it cannot do so. */
  async #startOver(session: Session, evidence: string[], signal: AbortSignal | undefined): Promise<void> {
    this.#tools.begin();
    if (session.reset === undefined) await this.#giveUpSession();
    else await session.reset({ tools: this.#tools, ...(signal === undefined ? {} : { signal }) });
    const { before, open } = this.#processes;
    // A branch may be a process, until the state that it began from is gone.
    evidence.push(...(await moreProcessesThan(session.reset === undefined ? before : open)));
    if (session.reset !== undefined) await this.#witness.setUp(session, signal);
  }

  async #giveUpSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }
}

function untruthsIn(result: ExecutionResult, { truth = {} }: Attack): string[] {
  const { status, stdout, value, finalAnswer } = truth;
  const found: string[] = [];
  const expect = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== undefined && wanted !== got) found.push(`${what} is ${JSON.stringify(got)?.slice(0, 300)}`);
  };
  if (status !== undefined && !status.includes(result.status)) {
    found.push(`the status is ${result.status}: ${result.error?.traceback.slice(-300) ?? ''}`);
  }
  expect('stdout', stdout, result.stdout);
  expect('the value', value, result.value);
  expect('the final answer', finalAnswer, result.finalAnswer?.text ?? null);
  return found;
}

/** Processes that end with the code may need a moment. */
async function moreProcessesThan(before: number | undefined): Promise<string[]> {
  if (before === undefined) return [];
  for (let tries = 0; ; tries++) {
    const now = countDescendants() ?? 0;
    if (now <= before) return [];
    if (tries === 20) return [`there are ${now - before} processes more than before`];
    await delay(50);
  }
}
