import { availableParallelism } from 'node:os';
import type { Executor, Isolation, OpenOptions, Session } from '@agentd/agent-core';
import { poolClosed, poolTimeout } from './errors.ts';
import { prepareFor, resetForMore, type Kept } from './kept.ts';
import type { ResolvedPoolOptions } from './options.ts';
import { PooledSession } from './pooled-session.ts';
import { Spares } from './spares.ts';
import type { PoolStatistics } from './statistics.ts';
import { Waiter } from './waiter.ts';

/** Hands out the sessions of an executor, and takes them back. */
export class SessionPool implements Executor {
  readonly id: string;
  readonly language: 'python' | 'javascript';
  readonly #executor: Executor;
  readonly #options: ResolvedPoolOptions;
  readonly #spares: Spares;
  readonly #closing = new AbortController();
  readonly #work = new Set<Promise<void>>();
  /** More starts at a time than cores only slow each other down. */
  readonly #startsAtOnce = Math.max(2, availableParallelism());
  /** First come, first served. */
  #line: Waiter[] = [];
  /** Interpreters that exist or are being started. */
  #alive = 0;
  readonly #counts = { open: 0, starting: 0, preparing: 0, started: 0, recycled: 0, reused: 0 };
  /** Turned off by a start that failed for nobody: the next `open` tries again, and hears of it. */
  #mayWarm = true;
  /** Whether the executor's sessions can be reset; taken for granted until one shows that it can't. */
  #canReset = true;

  constructor(executor: Executor, options: ResolvedPoolOptions) {
    this.id = executor.id;
    this.language = executor.language;
    this.#executor = executor;
    this.#options = options;
    const { warmSpares: wanted, idleMs } = options;
    this.#spares = new Spares({ wanted, idleMs, onOld: (kept) => this.#do(this.#end(kept)) });
    this.#advance();
  }

  /** Asked for only when it is wanted: some executors have to try it out. */
  get isolation(): Isolation {
    return this.#executor.isolation;
  }

  async open(options: OpenOptions = {}): Promise<Session> {
    options.signal?.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    const { acquireTimeoutMs, maxSessions } = this.#options;
    const waiter = new Waiter(options, {
      timeoutMs: acquireTimeoutMs,
      late: () => poolTimeout({ acquireTimeoutMs, maxSessions, ...this.statistics() }),
      onGivenUp: () => {
        this.#line = this.#line.filter((other) => other !== waiter);
      },
    });
    this.#mayWarm = true;
    this.#line.push(waiter);
    this.#advance();
    return waiter.session;
  }

  statistics(): PoolStatistics {
    const { preparing, ...counts } = this.#counts;
    return { spare: this.#spares.size, waiting: this.#line.length + preparing, ...counts };
  }

  async close(): Promise<void> {
    this.#closing.abort(poolClosed());
    for (const waiter of this.#line) waiter.reject(this.#closing.signal.reason);
    for (let kept = this.#spares.take(); kept !== undefined; kept = this.#spares.take()) this.#do(this.#end(kept));
    while (this.#work.size > 0) await Promise.all(this.#work);
    await this.#executor.close?.();
  }

  /** Does what can be done now: brings ready sessions and callers together, and starts what is lacking. */
  #advance(): void {
    if (this.#closing.signal.aborted) return;
    while (this.#line.length > 0 && this.#spares.size > 0) {
      const kept = this.#spares.take();
      const waiter = this.#line.shift();
      if (kept !== undefined && waiter !== undefined) this.#do(this.#handOut(kept, waiter));
    }
    while (this.#counts.starting < this.#startsAtOnce && this.#alive < this.#options.maxSessions && this.#isLacking()) {
      // A session that cannot be reset must be started with the tools of whoever gets it.
      this.#do(this.#start(this.#canReset ? undefined : this.#line.shift()));
    }
  }

  #isLacking(): boolean {
    if (!this.#canReset) return this.#line.length > 0;
    return this.#counts.starting < this.#line.length + (this.#mayWarm ? this.#spares.lacking : 0);
  }

  /** @param waiter the one that the session is for; otherwise it goes to the first in line, or is a spare */
  async #start(waiter: Waiter | undefined): Promise<void> {
    this.#alive++;
    this.#counts.starting++;
    const signals = [this.#closing.signal, ...(waiter?.signal === undefined ? [] : [waiter.signal])];
    const tools = waiter?.tools === undefined ? {} : { tools: waiter.tools };
    try {
      const session = await this.#executor.open({ signal: AbortSignal.any(signals), ...tools });
      this.#counts.started++;
      this.#canReset = session.reset !== undefined;
      const kept: Kept = { session, uses: 0 };
      if (waiter === undefined) this.#keep(kept);
      else this.#deliver(kept, waiter);
    } catch (error) {
      this.#alive--;
      const unlucky = waiter ?? this.#line.shift();
      if (unlucky === undefined) this.#mayWarm = false;
      else unlucky.reject(error);
    } finally {
      this.#counts.starting--;
    }
  }

  async #handOut(kept: Kept, waiter: Waiter): Promise<void> {
    this.#counts.preparing++;
    const result = await prepareFor(kept, waiter);
    this.#counts.preparing--;
    if (result === 'ready') return this.#deliver(kept, waiter);
    if (result === 'refused') return this.#recycle(kept);
    if (result === 'lost') this.#counts.recycled++;
    if (!waiter.isSettled) this.#line.unshift(waiter);
    await this.#end(kept);
  }

  #deliver(kept: Kept, waiter: Waiter): void {
    if (this.#closing.signal.aborted) waiter.reject(this.#closing.signal.reason);
    if (waiter.isSettled) return this.#do(this.#recycle(kept));
    if (kept.uses++ > 0) this.#counts.reused++;
    this.#counts.open++;
    const giveBack = (isIdle: boolean) => {
      this.#counts.open--;
      return this.#tracked(this.#recycle(kept, isIdle));
    };
    waiter.resolve(new PooledSession(kept.session, giveBack));
  }

  /** Makes the session as new and keeps it, or ends it. */
  async #recycle(kept: Kept, isIdle = true): Promise<void> {
    if (isIdle && !this.#closing.signal.aborted && (await resetForMore(kept, this.#options))) return this.#keep(kept);
    this.#counts.recycled++;
    await this.#end(kept);
  }

  #keep(kept: Kept): void {
    if (this.#closing.signal.aborted) this.#do(this.#end(kept));
    else this.#spares.add(kept);
  }

  /** Ends the interpreter; its place is free only once it is gone. */
  async #end({ session }: Kept): Promise<void> {
    // A session that cannot even be closed is lost in any case.
    await session.close().catch(() => undefined);
    this.#alive--;
  }

  /** Starts work that nobody waits for but `close`; it does not fail. */
  #do(work: Promise<void>): void {
    void this.#tracked(work);
  }

  async #tracked(work: Promise<void>): Promise<void> {
    this.#work.add(work);
    await work;
    this.#work.delete(work);
    this.#advance();
  }
}
