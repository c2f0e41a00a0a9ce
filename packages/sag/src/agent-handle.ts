import {
  AgentdError,
  type Agent,
  type AgentEvent,
  type AgentOptions,
  type AgentRunOptions,
  type Task,
  type Trajectory,
} from '@agentd/agent-core';

/** Something that an agent opened and has to close. */
export interface Closeable {
  close?(): Promise<void>;
}

/** An agent together with the model and the sandbox that were opened for it. */
export class AgentHandle implements AsyncDisposable {
  readonly #agent: Agent;
  readonly #own: readonly Closeable[];
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  /** @param own what `close` ends */
  constructor(agent: Agent, own: readonly Closeable[]) {
    this.#agent = agent;
    this.#own = own;
  }

  /** What the agent is made of, defaults filled in. */
  get options(): Required<AgentOptions> {
    return this.#agent.options;
  }

  /** As `Agent.run`. @throws AgentRunError, InvalidInputError; AgentdError code `agent/closed` after `close` */
  async run(task: string | Task, options: AgentRunOptions = {}): Promise<Trajectory> {
    return this.#agent.run(task, this.#withClosing(options));
  }

  /** As `Agent.stream`. @throws InvalidInputError; AgentdError code `agent/closed` after `close` */
  stream(task: string | Task, options: AgentRunOptions = {}): AsyncIterable<AgentEvent> {
    return this.#agent.stream(task, this.#withClosing(options));
  }

  /** Ends runs that are under way, then what was opened for this agent. May be called twice. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#closing.abort(closedError());
    const results = await Promise.allSettled(this.#own.map(async (part) => part.close?.()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  #withClosing(options: AgentRunOptions): AgentRunOptions {
    if (this.#closing.signal.aborted) throw closedError();
    const { signal } = options;
    return {
      ...options,
      signal: signal === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, signal]),
    };
  }
}

function closedError(): AgentdError {
  return new AgentdError('The agent is closed; create another one.', { code: 'agent/closed' });
}
