import {
  Agent,
  compactCotPrompt,
  compactPrompt,
  GreedyDecoder,
  type CompletionRequest,
  type LanguageModel,
  type Scorer,
} from '@agentd/agent-core';
import { scriptedExecutor } from '@agentd/agent-core/testing';
import type { SamplingSettings, SamplingTask } from '../sampling/sampling-options.ts';

/** A model that answers by a rule, for any number of calls in any order; `scriptedModel` answers in a given order. */
export interface RuleModel extends LanguageModel {
  readonly requests: CompletionRequest[];
}

/** @param rule gives the text of a sample, or throws */
export function ruleModel(
  rule: (request: CompletionRequest, sample: number) => string | Promise<string>,
  prefillMethod: 'native' | 'instruction' = 'native',
): RuleModel {
  const requests: CompletionRequest[] = [];
  return {
    id: 'rule',
    capabilities: { n: true, prefill: true, seed: true, logprobs: false, streaming: false },
    requests,
    async complete(request, options) {
      options?.signal?.throwIfAborted();
      requests.push(request);
      const texts = await Promise.all(Array.from({ length: request.n ?? 1 }, (_, index) => rule(request, index)));
      options?.signal?.throwIfAborted();
      return {
        completions: texts.map((text, index) => ({ index, text, finishReason: 'stop', tokens: 10 })),
        usage: { promptTokens: 5, completionTokens: 10 * texts.length },
        ...(request.prefill === undefined ? {} : { prefillMethod }),
      };
    },
  };
}

/** A turn whose code answers with `answer`. */
export const answering = (answer: string): string => ` I answer.\nCode:\n\`\`\`py\nfinal_answer(${answer})\n\`\`\``;

/** An interpreter that knows `final_answer(...)` only. */
const executor = scriptedExecutor((code) => {
  const text = /final_answer\((.*)\)/.exec(code)?.[1];
  return text === undefined ? {} : { finalAnswer: { text } };
});

/** Right when the text, or what it boxes, is the gold answer. */
export const exactScorer: Scorer = {
  name: 'exact',
  async score(prediction, reference) {
    const answer = /\\boxed\{(.*)\}/.exec(prediction ?? '')?.[1] ?? prediction;
    const correct = answer !== undefined && [reference].flat().includes(answer);
    return { correct, score: correct ? 1 : 0, reason: `${answer} against ${String(reference)}` };
  },
};

/** A question about a sum. */
export const sumTask = (number: number): SamplingTask => ({
  id: `t${number}`,
  question: `What is ${number} + ${number}?`,
  answers: [String(2 * number)],
});

/** The first questions about sums. */
export const sumTasks = (count: number): SamplingTask[] =>
  Array.from({ length: count }, (_, number) => sumTask(number));

/** Settings with a teacher that calls `model`, and its chains of thought from `chains`. */
export function teacherSettings(model: LanguageModel, chains?: LanguageModel): SamplingSettings {
  return {
    agent: (temperature) =>
      new Agent({ model, executor, prompt: compactPrompt, decoder: new GreedyDecoder({ temperature }), maxSteps: 2 }),
    ...(chains === undefined ? {} : { cot: { model: chains, prompt: compactCotPrompt, samples: 2 } }),
    scorer: exactScorer,
    retries: 0,
  };
}

/** The sum that a task's question asks for. */
export function sumOf({ messages }: CompletionRequest): string {
  const question = messages.findLast(({ content }) => content.startsWith('What is'))?.content ?? '';
  return String(2 * Number(/\d+/.exec(question)?.[0]));
}

/** Two chains of thought, of which the second is right. */
export const chainModel = (): RuleModel =>
  ruleModel((request, sample) =>
    sample === 0
      ? 'I guess.\n\nIt is 1.\n\n\\boxed{-1}'
      : `I add both.\n\nThat gives it.\n\n\\boxed{${sumOf(request)}}`,
  );
