import { runToResult } from '@agentd/agent-core';
import type { Method } from './method.ts';
import { agentSettings, answerOf, retrievalCallsOf, type AgentMethodOptions } from './agent-parts.ts';

/**
 * One run of an agent; greedy or with self-consistent actions is for the agent's decoder to say. The answer is the one
 * the run ended with. A run that outgrew the model's context has no answer, and is kept.
 *
 * `answer` throws AgentRunError for every other run that did not finish: it is no result, and may be tried again.
 */
export function agentMethod(options: AgentMethodOptions): Method {
  const { name, agent, retrievalTools } = options;
  return {
    name,
    model: agent.options.model.id,
    settings: agentSettings(options),
    async answer({ id, question }, callOptions) {
      const trajectory = await runToResult(agent, { id, question }, callOptions);
      return {
        answer: answerOf(trajectory),
        usage: trajectory.usage,
        trajectories: [trajectory],
        chainsOfThought: [],
        retrievalCalls: retrievalCallsOf([trajectory], retrievalTools),
      };
    },
  };
}
