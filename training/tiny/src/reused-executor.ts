import type { Executor, OpenOptions, Session, Tool, ToolCall, ToolHost, ToolRequest } from '@agentd/agent-core';

/** Keeps what a new interpreter's namespace holds, as the default of a parameter: no other name refers to it. */
const REMEMBER = `def __agentd_restore(kept=dict(globals())):
    names = globals()
    for name in [name for name in names if name not in kept and name != '__agentd_restore']:
        del names[name]
    names.update(kept)
`;
const RESTORE = '__agentd_restore()';

/**
 * An executor that keeps one interpreter for many runs, one after another, and puts its namespace back after each: a new
 * interpreter costs as much as a hundred runs of the teacher's short programs. Only for code that defines nothing but
 * variables, and for runs that all have the same tools.
 */
export class ReusedExecutor implements Executor {
  readonly id: string;
  readonly language: Executor['language'];
  readonly isolation: Executor['isolation'];
  readonly #inner: Executor;
  #session: Session | undefined;
  #host: CurrentHost | undefined;

  constructor(inner: Executor) {
    this.#inner = inner;
    this.id = inner.id;
    this.language = inner.language;
    this.isolation = inner.isolation;
  }

  async open(options: OpenOptions = {}): Promise<Session> {
    if (options.tools !== undefined) {
      if (this.#host === undefined) this.#host = new CurrentHost(options.tools);
      else this.#host.current = options.tools;
    }
    const host = this.#host === undefined ? {} : { tools: this.#host };
    const session = this.#session ?? (await this.#inner.open({ ...options, ...host }));
    if (this.#session === undefined) await session.run(REMEMBER);
    this.#session = undefined;
    return {
      run: (code, runOptions) => session.run(code, runOptions),
      fork: (codes, runOptions) => session.fork(codes, runOptions),
      commit: (branch, callOptions) => session.commit(branch, callOptions),
      close: async () => {
        const { status } = await session.run(RESTORE);
        if (status === 'ok' && this.#session === undefined) this.#session = session;
        else await session.close();
      },
    };
  }

  async close(): Promise<void> {
    await this.#session?.close();
    this.#session = undefined;
    await this.#inner.close?.();
  }
}

/** The tool host of the run that has the interpreter. */
class CurrentHost implements ToolHost {
  current: ToolHost;

  constructor(current: ToolHost) {
    this.current = current;
  }

  get tools(): readonly Tool[] {
    return this.current.tools;
  }

  call(request: ToolRequest, options: { signal: AbortSignal }): Promise<ToolCall> {
    return this.current.call(request, options);
  }
}
