import { afterAll, beforeAll } from 'vitest';
import type { ChatMessage, CompletionRequest, LanguageModel } from '../model.ts';

/** Settings of `describeLanguageModel`. */
export interface LanguageModelSuiteOptions {
  /** A conversation that the model goes on with at some length. */
  messages?: readonly ChatMessage[];
  /** Tokens to ask for; default 24. The model should mostly need more than three. */
  maxTokens?: number;
  /** Text that the answer is made to begin with; default `Thought: I`. */
  prefill?: string;
}

/** What the cases of the model suite work with. */
export interface ModelFixture {
  /** Valid while tests run. */
  readonly model: LanguageModel;
  readonly maxTokens: number;
  readonly prefill: string;
  /** One sample at temperature 0. */
  readonly greedy: CompletionRequest;
  /** Three samples at temperature 1. */
  readonly sampled: CompletionRequest;
}

/** Makes a model before the tests and closes it afterwards. */
export function modelFixture(
  make: () => Promise<LanguageModel> | LanguageModel,
  options: LanguageModelSuiteOptions,
): ModelFixture {
  const { maxTokens = 24, prefill = 'Thought: I' } = options;
  const messages = options.messages ?? [{ role: 'user', content: 'How many apples are left in the basket?' }];
  const greedy: CompletionRequest = { messages, maxTokens };
  let made: LanguageModel | undefined;
  beforeAll(async () => {
    made = await make();
  });
  afterAll(async () => {
    await made?.close?.();
  });
  return {
    get model() {
      if (made === undefined) throw new Error('The model is made before the tests; use it inside a test.');
      return made;
    },
    maxTokens,
    prefill,
    greedy,
    sampled: { ...greedy, n: 3, temperature: 1, seed: 11 },
  };
}
