import {
  AgentdError,
  AgentRunError,
  hashText,
  trajectorySchema,
  type AgentOptions,
  type AgentRunOptions,
  type JsonObject,
  type Task,
  type Trajectory,
} from '@agentd/agent-core';
import type { MethodOptions } from './method.ts';

/** What runs tasks: an `Agent`, or the handle that `createAgent` of `@agentd/sag` gives. */
export interface TaskRunner {
  readonly options: Required<AgentOptions>;
  run(task: Task, options: AgentRunOptions): Promise<Trajectory>;
}

/** What every method with an agent takes. */
export interface AgentMethodOptions {
  /** As in reports and journals, such as `agent-sag`. */
  name: string;
  agent: TaskRunner;
  /** What decides about answers and is not part of the agent's own options, such as the corpus that a tool searches. */
  settings?: JsonObject;
  /** Names of the tools whose calls are counted as retrieval; default `web_search`. */
  retrievalTools?: readonly string[];
}

/**
 * Runs one task. A conversation that outgrows the model's context is a run without an answer.
 * @throws the reason of the signal once that is aborted; AgentRunError for every other run that did not finish
 */
export async function runAgent(
  agent: TaskRunner,
  task: Task,
  { seed, signal }: Omit<MethodOptions, 'kind'>,
): Promise<Trajectory> {
  signal?.throwIfAborted();
  try {
    const trajectory = await agent.run(task, { seed, signal });
    const { status, error } = trajectory.outcome;
    if (status === 'answered' || status === 'max-steps' || error?.code === CONTEXT_OVERFLOW) return trajectory;
    throw new AgentRunError(trajectory, undefined);
  } catch (error) {
    signal?.throwIfAborted();
    const unfinished = AgentdError.isInstance(error, CONTEXT_OVERFLOW) ? trajectoryOf(error) : undefined;
    if (unfinished === undefined) throw error;
    return unfinished;
  }
}

const CONTEXT_OVERFLOW = 'model/context-overflow';

/** Not by `instanceof`: the agent may come from another copy of agent-core. */
function trajectoryOf(error: AgentdError): Trajectory | undefined {
  return 'trajectory' in error ? trajectorySchema.safeParse(error.trajectory).data : undefined;
}

/** The answer of a run; undefined where it has none, or did not finish. */
export function answerOf({ outcome }: Trajectory): string | undefined {
  const isResult = outcome.status === 'answered' || outcome.status === 'max-steps';
  const text = isResult ? (outcome.answer?.text ?? '') : '';
  return text.trim() === '' ? undefined : text;
}

/** Calls of retrieval tools by the actions that were elected. */
export function retrievalCallsOf(
  trajectories: readonly Trajectory[],
  tools: readonly string[] = ['web_search'],
): number {
  const calls = trajectories.flatMap(({ steps }) => steps.flatMap(({ toolCalls }) => toolCalls));
  return calls.filter(({ tool }) => tools.includes(tool)).length;
}

/** Everything that decides about an agent's answers, as it stands in a key. */
export function agentSettings({ agent, settings = {} }: AgentMethodOptions): JsonObject {
  const { decoder, prompt, executor, tools, maxSteps, maxTokens, timeoutMs, observationLimit } = agent.options;
  return {
    decoder: { name: decoder.name, settings: decoder.settings },
    prompt: { name: prompt.name, version: prompt.version },
    executor: executor.id,
    // What the model is told of a tool decides too: it says how many passages a search returns.
    tools: tools.map(({ name, signature, description }) => `${name} ${hashText(`${signature}\n${description}`)}`),
    maxSteps,
    maxTokens,
    timeoutMs,
    observationLimit,
    ...settings,
  };
}
