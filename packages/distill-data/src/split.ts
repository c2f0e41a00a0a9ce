import { deriveSeed, InvalidInputError } from '@agentd/agent-core';
import type { TrainingConversation } from './conversation/training-conversation.ts';
import { normaliseText } from './filters/words.ts';

/** The two parts of a data set. */
export type SplitName = 'train' | 'validation';

/** What {@link splitByQuestion} takes. */
export interface SplitOptions {
  /** Share of the questions that go to validation, 0 to below 1; default 0. */
  validation?: number;
  /** Default 1. */
  seed?: number;
}

/**
 * Says which part a conversation belongs to: all conversations of one question to the same, whatever else is in the
 * data and in whatever order. Questions are told apart by their text, without regard to case and punctuation, so that
 * one that stands twice under two ids is in one part.
 * @throws InvalidInputError `distill-data/options` when the share is not from 0 to below 1
 */
export function splitByQuestion(options: SplitOptions = {}): (conversation: TrainingConversation) => SplitName {
  const { validation = 0, seed = 1 } = options;
  if (!(validation >= 0 && validation < 1)) {
    throw new InvalidInputError(
      `The share of validation questions is ${validation}; give 0 to below 1, such as 0.05.`,
      {
        code: 'distill-data/options',
      },
    );
  }
  const limit = validation * 2 ** 31;
  return ({ question }) => {
    const name = normaliseText(question.text) || question.id;
    return deriveSeed(seed, 'validation', name) < limit ? 'validation' : 'train';
  };
}
