import { InvalidInputError } from '@agentd/agent-core';
import { trainingConversation, type TrainingConversationOptions } from '../conversation/from-trajectory.ts';
import type { TrainingTokenizer } from '../masks/tokenizer.ts';
import type { TrajectoryFilter } from './filter.ts';

/** What {@link tokenLength} takes. */
export interface TokenLengthOptions {
  /** Tokens of the whole conversation, prompt included; default 0. */
  min?: number;
  /** Default 10,240, the length that the paper trained with. */
  max?: number;
  /** How the conversation is rendered; give what the export gets. */
  conversation?: TrainingConversationOptions;
}

/**
 * Keeps runs whose conversation has a number of tokens within the limits, counted with the student's tokenizer and chat
 * template.
 * @throws InvalidInputError `distill-data/options`
 */
export function tokenLength(tokenizer: TrainingTokenizer, options: TokenLengthOptions = {}): TrajectoryFilter {
  const { min = 0, max = 10_240 } = options;
  if (!(min >= 0 && max >= min)) {
    throw new InvalidInputError(`No length is from ${min} to ${max} tokens; give min and max in this order.`, {
      code: 'distill-data/options',
    });
  }
  return {
    name: 'token-length',
    settings: { tokenizer: tokenizer.id, min, max },
    start: () => (trajectory) => {
      const { parts } = tokenizer.render(trainingConversation(trajectory, options.conversation).messages);
      const tokens = parts.reduce((total, part) => total + tokenizer.encode(part).ids.length, 0);
      if (tokens < min) return `too short: ${tokens} tokens`;
      return tokens > max ? `too long: ${tokens} tokens` : undefined;
    },
  };
}
