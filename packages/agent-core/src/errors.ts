const marker = Symbol.for('agentd.error');

/** What {@link AgentdError} takes besides its message. */
export interface AgentdErrorOptions {
  /** Stable, machine-readable name of the fault, such as `model/unauthorised`. */
  code: string;
  /** Whether the same call may succeed later without any change. Default false. */
  isRetryable?: boolean;
  /** Milliseconds after which it may, where that is known (HTTP's `Retry-After`). */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/**
 * The base of every error that agentd throws on purpose. The message names the offending value and the way out.
 *
 * Use {@link AgentdError.isInstance} and `code` instead of `instanceof`: they also work when two copies of this
 * package are loaded.
 */
export class AgentdError extends Error {
  readonly code: string;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: AgentdErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.isRetryable = options.isRetryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    Object.defineProperty(this, marker, { value: true });
  }

  /**
   * Whether `error` is an agentd error, from whichever copy of the package.
   * @param code when given, also asks for this code, or for a family of codes when it ends in `/` (`model/`).
   */
  static isInstance(error: unknown, code?: string): error is AgentdError {
    if (typeof error !== 'object' || error === null || !(marker in error)) return false;
    if (code === undefined) return true;
    const found = 'code' in error ? String(error.code) : '';
    return code.endsWith('/') ? found.startsWith(code) : found === code;
  }
}

/** A value given by the caller that cannot be used; code `input/invalid` unless a narrower one is given. */
export class InvalidInputError extends AgentdError {
  constructor(message: string, options: { code?: string; cause?: unknown } = {}) {
    super(message, { code: options.code ?? 'input/invalid', cause: options.cause });
  }
}

/** A language model that refused, failed or answered what cannot be used; codes `model/…`. */
export class ModelError extends AgentdError {}

/** An executor or session that failed as a whole (not the code run in it); codes `executor/…`. */
export class ExecutorError extends AgentdError {}

/** A tool whose definition or call is wrong; codes `tool/…`. */
export class ToolError extends AgentdError {}
