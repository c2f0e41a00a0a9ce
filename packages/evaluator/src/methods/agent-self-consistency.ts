import { addUsage, deriveSeed, InvalidInputError, noUsage, runToResult, type Trajectory } from '@agentd/agent-core';
import { z } from 'zod';
import { AnswerRulesByKind, type AnswerRules } from './answer-rules.ts';
import { AnswerVote } from './answer-vote.ts';
import { badOptions } from './cot-options.ts';
import type { Method } from './method.ts';
import { agentSettings, answerOf, retrievalCallsOf, type AgentMethodOptions } from './agent-parts.ts';

/** What {@link agentSelfConsistency} takes. Its agent must sample: `new GreedyDecoder({ temperature: 0.4 })`. */
export interface AgentSelfConsistencyOptions extends AgentMethodOptions {
  /** Most runs for one question; default 8. */
  samples?: number;
  /** No further run begins once the runs have generated so many tokens; the last one may exceed it. Default: none. */
  tokenBudget?: number;
  /** When answers count as the same. Default: `mathAnswers()` for mathematical questions, `qaAnswers` for all others. */
  answers?: AnswerRules;
}

const optionsSchema = z.object({
  samples: z.int().positive().default(8),
  tokenBudget: z.int().positive().optional(),
});

/**
 * Self-consistency of whole trajectories: runs one after another, each with a seed of its own, and the answer that most
 * of them end with; ties go to the answer seen first. Ends early once no answer can overtake the leader. With the tokens
 * that SAG takes as `tokenBudget`, the two are compared at equal cost.
 *
 * Runs that used up their steps vote only where no run called `final_answer`; runs without an answer do not vote.
 *
 * `answer` throws AgentRunError when a run does not finish, as `agentMethod` does.
 * @throws InvalidInputError `evaluator/options`, also where the agent decodes at temperature 0: all runs would be one
 */
export function agentSelfConsistency(options: AgentSelfConsistencyOptions): Method {
  const { name, agent, retrievalTools } = options;
  const checked = optionsSchema.safeParse(options, { reportInput: true });
  if (!checked.success) throw badOptions('agentSelfConsistency', checked.error);
  const { samples, tokenBudget = Number.POSITIVE_INFINITY } = checked.data;
  if (samples > 1 && agent.options.decoder.settings['temperature'] === 0) {
    throw new InvalidInputError(
      `The agent of ${name} decodes at temperature 0, so that its ${samples} runs would all be the same; give it a decoder that samples, such as new GreedyDecoder({ temperature: 0.4 }).`,
      { code: 'evaluator/options' },
    );
  }
  const rules = new AnswerRulesByKind(options.answers);
  return {
    name,
    model: agent.options.model.id,
    settings: {
      ...agentSettings(options),
      samples,
      tokenBudget: checked.data.tokenBudget ?? null,
      answers: rules.settings,
    },
    async answer({ id, question }, { seed, signal, kind }) {
      const { equal } = rules.for(kind);
      const [answered, exhausted] = [new AnswerVote(equal), new AnswerVote(equal)];
      const trajectories: Trajectory[] = [];
      let usage = noUsage;
      for (let sample = 0; sample < samples; sample += 1) {
        if (answered.isDecided(samples - sample) || usage.completionTokens >= tokenBudget) break;
        const runSeed = deriveSeed(seed, 'trajectory', sample);
        const trajectory = await runToResult(agent, { id, question }, { seed: runSeed, signal });
        trajectories.push(trajectory);
        usage = addUsage(usage, trajectory.usage);
        const answer = answerOf(trajectory);
        const vote = trajectory.outcome.status === 'answered' ? answered : exhausted;
        if (answer !== undefined) await vote.add(sample, answer, { signal });
      }
      return {
        answer: (answered.winner ?? exhausted.winner)?.answer,
        usage,
        trajectories,
        chainsOfThought: [],
        retrievalCalls: retrievalCallsOf(trajectories, retrievalTools),
      };
    },
  };
}
