import { hashText, isFinished, type JsonObject, type TaskRunner, type Trajectory } from '@agentd/agent-core';

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

/** The answer of a run; undefined where it has none, or did not finish. */
export function answerOf(trajectory: Trajectory): string | undefined {
  const text = isFinished(trajectory) ? (trajectory.outcome.answer?.text ?? '') : '';
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
