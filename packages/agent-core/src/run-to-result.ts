import type { AgentOptions, AgentRunOptions, Task } from './agent-options.ts';
import { AgentRunError } from './agent.ts';
import { AgentdError } from './errors.ts';
import { isFinished } from './store.ts';
import { trajectorySchema, type Trajectory } from './trajectory.ts';

/** What runs tasks: an `Agent`, or the handle that `createAgent` of `@agentd/sag` gives. */
export interface TaskRunner {
  readonly options: Required<AgentOptions>;
  run(task: Task, options: AgentRunOptions): Promise<Trajectory>;
}

const CONTEXT_OVERFLOW = 'model/context-overflow';

/** Whether the conversation outgrew the model's context: the run has no answer, and would end so again. */
export function outgrewContext({ outcome }: Pick<Trajectory, 'outcome'>): boolean {
  return outcome.status === 'error' && outcome.error?.code === CONTEXT_OVERFLOW;
}

/**
 * Runs one task. A conversation that outgrows the model's context is a run without an answer, and no fault.
 * @throws the reason of the signal once that is aborted; AgentRunError for every other run that did not finish
 */
export async function runToResult(runner: TaskRunner, task: Task, options: AgentRunOptions): Promise<Trajectory> {
  const { signal } = options;
  signal?.throwIfAborted();
  try {
    const trajectory = await runner.run(task, options);
    if (isFinished(trajectory) || outgrewContext(trajectory)) return trajectory;
    throw new AgentRunError(trajectory, undefined);
  } catch (error) {
    signal?.throwIfAborted();
    const unfinished = AgentdError.isInstance(error, CONTEXT_OVERFLOW) ? trajectoryOf(error) : undefined;
    if (unfinished === undefined) throw error;
    return unfinished;
  }
}

/** Not by `instanceof`: the runner may come from another copy of this package. */
function trajectoryOf(error: AgentdError): Trajectory | undefined {
  return 'trajectory' in error ? trajectorySchema.safeParse(error.trajectory).data : undefined;
}
