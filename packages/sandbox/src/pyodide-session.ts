import {
  ExecutorError,
  type Branch,
  type CallOptions,
  type CommitResult,
  type ExecutionFault,
  type ExecutionResult,
  type FinalAnswer,
  type RunOptions,
  type Session,
  type ToolCall,
  type ToolHost,
} from '@agentd/agent-core';
import type { SandboxProcess } from './child-process.ts';
import { resolveTimeout, type ResolvedOptions } from './options.ts';
import type { Outcome, Reply } from './protocol.ts';
import { SnippetClock } from './snippet-clock.ts';

/** How much sooner the one of two limits acts that is meant to. */
const slackMs = 250;
/** How long past its limit code may go on before the whole process is killed. */
const graceMs = 5_000;

interface BranchState {
  id: number;
  generation: number;
  result: ExecutionResult;
}

/** A session over one child process. Calls that overlap are carried out one after another. */
export class PyodideSession implements Session {
  readonly #process: SandboxProcess;
  readonly #tools: ToolHost | undefined;
  readonly #options: ResolvedOptions;
  readonly #branches = new WeakMap<Branch, BranchState>();
  #generation = 0;
  #lastId = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #busy = false;
  #unusable: ExecutorError | undefined;

  constructor(process: SandboxProcess, tools: ToolHost | undefined, options: ResolvedOptions) {
    this.#process = process;
    this.#tools = tools;
    this.#options = options;
  }

  run(code: string, options: RunOptions = {}): Promise<ExecutionResult> {
    return this.#exclusively(async () => {
      this.#generation++;
      return (await this.#execute('run', code, options)).result;
    }, options);
  }

  fork(codes: readonly string[], options: RunOptions = {}): Promise<Branch[]> {
    return this.#exclusively(async () => {
      const branches: Branch[] = [];
      for (const code of codes) {
        options.signal?.throwIfAborted();
        const { id, result } = await this.#execute('branch', code, options);
        const branch: Branch = { code, result };
        this.#branches.set(branch, { id, generation: this.#generation, result });
        branches.push(branch);
      }
      return branches;
    }, options);
  }

  commit(branch: Branch, options: CallOptions = {}): Promise<CommitResult> {
    return this.#exclusively(async () => {
      const state = this.#branches.get(branch);
      if (state?.generation !== this.#generation) {
        throw new ExecutorError(
          'The branch does not begin at the present state of this session: the state has moved on, or the branch is of another session. Fork again and commit one of the new branches.',
          { code: 'executor/stale-branch' },
        );
      }
      this.#generation++;
      this.#process.send({ op: 'commit', id: ++this.#lastId, branch: state.id });
      await this.#receive('committed');
      return { toolCalls: await this.#runPending(state.result.toolCalls, options.signal) };
    }, options);
  }

  async close(): Promise<void> {
    // Code that still runs is not waited for.
    if (this.#busy) this.#process.kill();
    this.#unusable ??= new ExecutorError('The session is closed. Open another one.', { code: 'executor/session-closed' });
    await this.#process.close();
  }

  /** One call at a time; a call on a session that is lost or closed fails at once. */
  #exclusively<Result>(work: () => Promise<Result>, options: CallOptions): Promise<Result> {
    const turn = this.#queue.then(async () => {
      if (this.#unusable !== undefined) throw this.#unusable;
      options.signal?.throwIfAborted();
      this.#busy = true;
      try {
        return await work();
      } finally {
        this.#busy = false;
      }
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #execute(op: 'run' | 'branch', code: string, options: RunOptions): Promise<{ id: number; result: ExecutionResult }> {
    const timeoutMs = resolveTimeout(options.timeoutMs, this.#options.timeoutMs);
    const hasTools = (this.#tools?.tools.length ?? 0) > 0;
    // The child's own limit cannot be paused while a tool runs. With tools it is the second line, behind the clock here.
    const childLimit = hasTools ? timeoutMs + this.#options.toolTimeoutMs + slackMs : timeoutMs;
    const id = ++this.#lastId;
    const startedAt = performance.now();
    const toolCalls: ToolCall[] = [];
    const clock = new SnippetClock({
      timeoutMs: hasTools ? timeoutMs : timeoutMs + slackMs,
      toolTimeoutMs: this.#options.toolTimeoutMs,
      killAfterMs: childLimit + graceMs,
      signal: options.signal,
      interrupt: (why) => {
        // Where code cannot be interrupted, only an abort is worth the session: the child's own limit holds as well.
        if (!this.#process.interrupt() && why === 'aborted') this.#process.kill();
      },
      kill: () => this.#process.kill(),
    });
    try {
      this.#process.send({ op, id, code, timeoutMs: childLimit });
      clock.enter('code');
      for (;;) {
        const reply = await this.#next();
        if (reply.type === 'tool') {
          clock.enter('tool');
          await this.#callTool(reply, op === 'branch', toolCalls, clock);
          clock.enter('code');
        } else if (reply.type === 'result' && reply.id === id) {
          const { outcome } = reply;
          if (outcome.status === 'interrupted' && clock.ended === 'aborted') options.signal?.throwIfAborted();
          if (outcome.status === 'interrupted' && clock.ended === undefined && toolCalls.length === 0) {
            // An interrupt meant for the snippet before arrived late. This one was rolled back and has had no effect.
            this.#process.send({ op, id, code, timeoutMs: childLimit });
            continue;
          }
          const limitMs = clock.ended === 'tool-timeout' ? this.#options.toolTimeoutMs : timeoutMs;
          const late = `the ${clock.ended === 'tool-timeout' ? 'tools' : 'code'} ran longer than ${limitMs / 1_000} s`;
          return { id, result: toResult(outcome, toolCalls, performance.now() - startedAt, late) };
        } else {
          throw this.#lose(`answered ${reply.type} while it ran code`);
        }
      }
    } catch (error) {
      // Where code can't be interrupted the process was killed: the caller asked for this.
      if (clock.ended === 'aborted') options.signal?.throwIfAborted();
      throw error;
    } finally {
      clock.stop();
    }
  }

  async #callTool(call: Reply & { type: 'tool' }, speculative: boolean, toolCalls: ToolCall[], clock: SnippetClock): Promise<void> {
    if (this.#tools === undefined) {
      this.#process.send({ op: 'tool-reply', error: 'This session has no tools.' });
      return;
    }
    try {
      const done = await clock.untilAborted(
        this.#tools.call({ tool: call.tool, arguments: call.arguments, speculative }, { signal: clock.signal }),
      );
      toolCalls.push(done);
      if (done.error !== undefined) this.#process.send({ op: 'tool-reply', error: done.error });
      else this.#process.send({ op: 'tool-reply', output: done.output ?? null });
    } catch (error) {
      if (!clock.signal.aborted) {
        // A tool host that rejects without being aborted breaks its contract; the code sees a failed tool.
        const message = error instanceof Error ? error.message : String(error);
        this.#process.send({ op: 'tool-reply', error: message });
        return;
      }
      this.#process.send({ op: 'tool-abort' });
    }
  }

  async #runPending(calls: readonly ToolCall[], signal: AbortSignal | undefined): Promise<ToolCall[]> {
    const done: ToolCall[] = [];
    for (const { tool, arguments: given, pending, effect } of calls) {
      if (pending !== true || this.#tools === undefined) continue;
      if (done.some((call) => call.error !== undefined)) {
        // In a plain run the first failed write would have raised, and the later ones would not have been reached.
        done.push({ tool, arguments: given, effect, error: 'not run, because an earlier write failed', durationMs: 0 });
        continue;
      }
      done.push(await this.#tools.call({ tool, arguments: given, speculative: false }, { signal: signal ?? new AbortController().signal }));
    }
    return done;
  }

  async #receive(type: Reply['type']): Promise<void> {
    const reply = await this.#next();
    if (reply.type !== type) throw this.#lose(`answered ${reply.type} instead of ${type}`);
  }

  async #next(): Promise<Reply> {
    try {
      return await this.#process.next();
    } catch (cause) {
      throw this.#lose('is gone', cause);
    }
  }

  /** Without its process, or with one that does not keep to the protocol, the session's state is lost for good. */
  #lose(what: string, cause?: unknown): ExecutorError {
    this.#process.kill();
    const reason = cause instanceof Error ? ` ${cause.message}` : '';
    this.#unusable ??= new ExecutorError(`The sandbox process ${what}, and the session's state with it.${reason} Open another session.`, {
      code: 'executor/session-lost',
      isRetryable: true,
      cause,
    });
    return this.#unusable;
  }
}

function toResult(outcome: Outcome, toolCalls: ToolCall[], durationMs: number, late: string): ExecutionResult {
  const status = outcome.status === 'interrupted' ? 'timeout' : outcome.status;
  const timeout = { type: 'TimeoutError', message: late, traceback: `TimeoutError: ${late}` };
  const error = status === 'timeout' ? timeout : outcome.error;
  const { stdout, value, finalAnswer } = outcome;
  return {
    status,
    stdout,
    ...(value === undefined ? {} : { value }),
    ...(error === undefined ? {} : { error: withoutUndefined(error) }),
    ...(finalAnswer === undefined ? {} : { finalAnswer: toFinalAnswer(finalAnswer) }),
    toolCalls,
    durationMs,
  };
}

function withoutUndefined({ type, message, traceback, line }: NonNullable<Outcome['error']>): ExecutionFault {
  return { type, message, traceback, ...(line === undefined ? {} : { line }) };
}

function toFinalAnswer({ text, value }: NonNullable<Outcome['finalAnswer']>): FinalAnswer {
  return { text, ...(value === undefined ? {} : { value }) };
}
