import { Agent, compactCotPrompt, compactPrompt, GreedyDecoder } from '@agentd/agent-core';
import type { CotPromptSet, Executor, LanguageModel } from '@agentd/agent-core';
import type { CotSource, SamplingSettings } from '@agentd/ftp-sampler';
import type { QuestionSet, TemplatedTask } from './question-sets.ts';

/** Where the first thought's beginning comes from. */
export const conditions = ['none', 'greedy', 'right-first', 'another question'] as const;

export type Condition = (typeof conditions)[number];

/** What a condition is measured with. */
export interface Teacher {
  model: LanguageModel;
  executor: Executor;
  /** Samples at {@link SAMPLING_TEMPERATURE}, each with a seed of its own, after the greedy one. */
  seeds: number;
}

export const SAMPLING_TEMPERATURE = 0.4;

/** Sample 0 of each question is greedy, all others are drawn. The seed of a sample is the same in each condition. */
export function settingsOf(
  condition: Condition,
  { tasks, scorer, tools, maxSteps, maxTokens, passages }: QuestionSet,
  { model, executor, seeds }: Teacher,
): SamplingSettings {
  const greedy: CotSource = { model, prompt: compactCotPrompt, temperature: 0, samples: 1, maxTokens: 320, passages };
  const common: SamplingSettings = {
    agent: (temperature) =>
      new Agent({
        model,
        executor,
        tools,
        prompt: compactPrompt,
        decoder: new GreedyDecoder({ temperature }),
        maxSteps,
        maxTokens,
      }),
    scorer,
    k: 1 + seeds,
    temperatures: [0, SAMPLING_TEMPERATURE],
    stopAtFirstRight: false,
    chooseCot: 'any',
  };
  if (condition === 'none') return common;
  if (condition === 'greedy') return { ...common, cot: greedy };
  if (condition === 'right-first') {
    return { ...common, chooseCot: 'right-first', cot: { ...greedy, temperature: 0.7, samples: 4 } };
  }
  const other = otherQuestion(tasks);
  return {
    ...common,
    cot: {
      ...greedy,
      prompt: ofAnotherQuestion(other),
      passages: passages === undefined ? undefined : (question, options) => passages(other(question), options),
    },
  };
}

/** Gives for each question the next one of another template. */
function otherQuestion(tasks: readonly TemplatedTask[]): (question: string) => string {
  const others = new Map(
    tasks.map(({ question, template }, index) => {
      const following = [...tasks.slice(index + 1), ...tasks.slice(0, index)];
      return [question, following.find((task) => task.template !== template)?.question];
    }),
  );
  return (question) => {
    const other = others.get(question);
    if (other === undefined) throw new Error(`There is no question of another template than: ${question}`);
    return other;
  };
}

function ofAnotherQuestion(other: (question: string) => string): CotPromptSet {
  return {
    name: `${compactCotPrompt.name}-of-another-question`,
    version: compactCotPrompt.version,
    opening: (question, passages) => compactCotPrompt.opening(other(question), passages),
  };
}
