import type { JsonObject, JsonValue } from './json.ts';
import type { CallOptions } from './model.ts';
import type { Tool, ToolEffect } from './tool.ts';

/** How a snippet ended. Everything but `ok` makes a candidate invalid. */
export type ExecutionStatus = 'ok' | 'syntax-error' | 'runtime-error' | 'timeout' | 'memory' | 'blocked';

/** What the code raised, as the model should read it. */
export interface ExecutionFault {
  /** Exception class, such as `NameError`. */
  type: string;
  message: string;
  /** Traceback that begins at the agent's own code, without the interpreter's frames. */
  traceback: string;
  /** 1-based line of the agent's code, where known. */
  line?: number;
}

/** The value given to `final_answer(...)`. */
export interface FinalAnswer {
  /** Python's `str(value)`, or the string itself. */
  text: string;
  /** The value as JSON where it has a JSON form. */
  value?: JsonValue;
  /** Set where a mangled LaTeX escape was put right; holds the text as Python had it. */
  recoveredFrom?: string;
}

/** One call of a host tool. */
export interface ToolCall {
  tool: string;
  arguments: JsonObject;
  effect: ToolEffect;
  /** Present once the tool has run. */
  output?: JsonValue;
  /** Message of the error that Python saw. */
  error?: string;
  /** A write that waits for its branch to be committed. */
  pending?: boolean;
  /** Answered from the step's memo: the tool itself did not run again. */
  memoised?: boolean;
  durationMs: number;
}

/** What running a snippet gave. */
export interface ExecutionResult {
  status: ExecutionStatus;
  /** Everything printed, cut in the middle past the session's output limit. */
  stdout: string;
  /** `repr` of the last expression, unless it is None. */
  value?: string;
  error?: ExecutionFault;
  finalAnswer?: FinalAnswer;
  toolCalls: ToolCall[];
  durationMs: number;
}

/** What the session asks of its tool host for each call. */
export interface ToolRequest {
  tool: string;
  arguments: JsonObject;
  /** True inside `fork`: a write must not run, only be recorded. */
  speculative: boolean;
}

/** The host's answer; `call` is what goes into the result's `toolCalls`. */
export interface ToolHost {
  readonly tools: readonly Tool[];
  /** Never rejects for a fault of the tool: that is a reply with `error`. Rejects when aborted. */
  call(request: ToolRequest, options: { signal: AbortSignal }): Promise<ToolCall>;
}

/** Limits and abort of one run. */
export interface RunOptions extends CallOptions {
  /** Wall-clock milliseconds that the snippet may take; default is the session's. */
  timeoutMs?: number;
}

/** One speculative run: its result, and the handle to make its state the session's. */
export interface Branch {
  readonly result: ExecutionResult;
  /** The code that ran. */
  readonly code: string;
}

/** What commit did: the writes that were pending, now run, in order. */
export interface CommitResult {
  toolCalls: ToolCall[];
}

/** One interpreter with a state of its own. Every method may be called again after any result. */
export interface Session {
  /** Runs the code in the session's state; faults of the code are in the result. */
  run(code: string, options?: RunOptions): Promise<ExecutionResult>;
  /**
   * Runs each snippet from the session's present state and leaves that state as it was. Branches stay committable
   * until the state changes by `run` or `commit`; later forks from the same state add to them.
   */
  fork(codes: readonly string[], options?: RunOptions): Promise<Branch[]>;
  /**
   * Makes the branch's end state the session's without running its code again, then runs its pending writes, once.
   * @throws ExecutorError code `executor/stale-branch` when the state has moved on since the branch was made
   */
  commit(branch: Branch, options?: CallOptions): Promise<CommitResult>;
  /**
   * Puts the session back to how it was when it was opened, with these tools in place of the ones it had: what lets a
   * pool use one interpreter for many runs. Absent where an executor cannot do so.
   */
  reset?(options?: OpenOptions): Promise<ResetResult>;
  /** Ends the interpreter. May be called twice. */
  close(): Promise<void>;
}

/** What a reset left. */
export interface ResetResult {
  /** Memory that the session holds now: its interpreter's, and that of the states kept of it. */
  memoryBytes: number;
}

/** What holds the code in, outermost first; `layers` that are missing on this machine stand in `missing`. */
export interface Isolation {
  /** Short label for reports, such as `pyodide+process+bubblewrap` or `none`. */
  label: string;
  layers: readonly string[];
  missing: readonly string[];
}

/** What a session is opened with. */
export interface OpenOptions extends CallOptions {
  tools?: ToolHost;
}

/**
 * Opens interpreters for one language.
 * Every implementation passes `describeExecutor` from `@agentd/agent-core/testing`.
 */
export interface Executor {
  readonly id: string;
  readonly language: 'python' | 'javascript';
  readonly isolation: Isolation;
  /** @throws ExecutorError when no interpreter can be started here; the message says what is missing */
  open(options?: OpenOptions): Promise<Session>;
  /** Ends what the executor keeps ready. Sessions that are open stay open. */
  close?(): Promise<void>;
}
