import type { AgentEvent } from './agent-events.ts';
import {
  agentLimits,
  checkRun,
  type AgentLimits,
  type AgentOptions,
  type AgentRunOptions,
  type Task,
} from './agent-options.ts';
import { AgentdError } from './errors.ts';
import { GreedyDecoder } from './greedy-decoder.ts';
import { agentPrompt } from './prompts/agent.ts';
import { AgentRun } from './run.ts';
import { hashText } from './seed.ts';
import type { Trajectory } from './trajectory.ts';

/** A run that did not finish. `trajectory` holds every step that was done. */
export class AgentRunError extends AgentdError {
  readonly trajectory: Trajectory;

  constructor(trajectory: Trajectory, cause: unknown) {
    const { error } = trajectory.outcome;
    super(error?.message ?? 'The run did not finish.', {
      code: error?.code ?? 'agent/failed',
      isRetryable: AgentdError.isInstance(cause) && cause.isRetryable,
      retryAfterMs: AgentdError.isInstance(cause) ? cause.retryAfterMs : undefined,
      cause,
    });
    this.trajectory = trajectory;
  }
}

/**
 * The CodeAct loop: thought, Python code, observation, until `final_answer(...)` or the step limit
 * (Kang et al. 2025, section 2; Wang et al. 2024, "Executable Code Actions").
 *
 * One agent may run many tasks, also at the same time; each run has an interpreter of its own.
 */
export class Agent {
  readonly options: Required<AgentOptions>;

  /** @throws InvalidInputError code `agent/bad-options` */
  constructor(options: AgentOptions) {
    const limits: AgentLimits = agentLimits(options);
    this.options = {
      model: options.model,
      executor: options.executor,
      tools: options.tools ?? [],
      decoder: options.decoder ?? new GreedyDecoder(),
      prompt: options.prompt ?? agentPrompt(),
      ...limits,
    };
  }

  /**
   * Answers one question.
   * @throws AgentRunError when model, executor or signal end the run early; it carries the unfinished trajectory
   * @throws InvalidInputError code `agent/bad-task` before anything is started
   */
  async run(task: string | Task, options: AgentRunOptions = {}): Promise<Trajectory> {
    const run = this.#prepare(task, options);
    for await (const event of run.events()) {
      if (event.type !== 'run-end') continue;
      if (run.failure !== undefined) throw new AgentRunError(event.trajectory, run.failure.cause);
      return event.trajectory;
    }
    throw new AgentdError('The run ended without a result.', { code: 'agent/failed' });
  }

  /**
   * The same as events. The last is always `run-end`; a run that failed says so in `trajectory.outcome` and does not
   * throw. Leaving the loop early ends the run.
   */
  stream(task: string | Task, options: AgentRunOptions = {}): AsyncIterable<AgentEvent> {
    return this.#prepare(task, options).events();
  }

  #prepare(task: string | Task, options: AgentRunOptions): AgentRun {
    const named = typeof task === 'string' ? { id: hashText(task).slice(0, 16), question: task } : task;
    checkRun(named, options.seed ?? 0);
    return new AgentRun(this.options, named, options);
  }
}
