import {
  ExecutorError,
  type Branch,
  type CallOptions,
  type CommitResult,
  type ExecutionResult,
  type OpenOptions,
  type ResetResult,
  type RunOptions,
  type Session,
} from '@agentd/agent-core';
import { handleClosed } from './errors.ts';

/**
 * One user's hold on a session of the pool. Once closed it has no way to the session, which may be somebody else's by
 * then; and it takes only the branches that it made itself.
 */
export class PooledSession implements Session {
  #session: Session | undefined;
  readonly #giveBack: (isIdle: boolean) => Promise<void>;
  #branches = new WeakSet<Branch>();
  #calls = 0;
  #closed: Promise<void> | undefined;
  /** Present where the session itself can be reset. */
  readonly reset?: (options?: OpenOptions) => Promise<ResetResult>;

  /** @param giveBack takes the session back, once; not idle: a call was under way, and what it still does is unknown */
  constructor(session: Session, giveBack: (isIdle: boolean) => Promise<void>) {
    this.#session = session;
    this.#giveBack = giveBack;
    const { reset } = session;
    if (reset === undefined) return;
    this.reset = (options) =>
      this.#use((own) => {
        this.#branches = new WeakSet();
        return reset.call(own, options);
      });
  }

  run(code: string, options?: RunOptions): Promise<ExecutionResult> {
    return this.#use((session) => session.run(code, options));
  }

  fork(codes: readonly string[], options?: RunOptions): Promise<Branch[]> {
    return this.#use(async (session) => {
      const branches = await session.fork(codes, options);
      for (const branch of branches) this.#branches.add(branch);
      return branches;
    });
  }

  commit(branch: Branch, options?: CallOptions): Promise<CommitResult> {
    return this.#use(async (session) => {
      if (this.#branches.has(branch)) return session.commit(branch, options);
      throw new ExecutorError('The branch is of another session, or from before a reset. Fork again.', {
        code: 'executor/stale-branch',
      });
    });
  }

  close(): Promise<void> {
    this.#session = undefined;
    this.#closed ??= this.#giveBack(this.#calls === 0);
    return this.#closed;
  }

  async #use<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const session = this.#session;
    if (session === undefined) throw handleClosed();
    this.#calls++;
    try {
      return await work(session);
    } finally {
      this.#calls--;
    }
  }
}
