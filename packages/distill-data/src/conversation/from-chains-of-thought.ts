import type { ChainsOfThought } from '@agentd/agent-core';
import { TRAINING_CONVERSATION_VERSION, type TrainingConversation } from './training-conversation.ts';

/** What {@link chainOfThoughtConversations} takes. */
export interface ChainOfThoughtOptions {
  /**
   * `right`: samples that a scorer found right. `all`: every sample that came to its own end. Default `right`.
   */
  samples?: 'right' | 'all';
  /** Whether the prompt shows passages (CoT with retrieval). Default false. */
  withPassages?: boolean;
}

/**
 * What a student of the chain-of-thought baselines learns: the prompt, and each chain of thought with loss on the whole
 * answer. Samples that were cut off are left out.
 */
export function chainOfThoughtConversations(
  chains: ChainsOfThought,
  options: ChainOfThoughtOptions = {},
): TrainingConversation[] {
  const { id, task, model, prompt } = chains;
  const wantsRight = (options.samples ?? 'right') === 'right';
  return chains.samples
    .filter(({ finishReason, score }) => finishReason === 'stop' && (!wantsRight || score?.correct === true))
    .map(({ index, text }) => ({
      schemaVersion: TRAINING_CONVERSATION_VERSION,
      id: `${id}-${index}`,
      question: { id: task.id, text: task.question },
      kind: options.withPassages === true ? 'cot-rag' : 'cot',
      messages: [
        ...prompt.messages.map(({ role, content }) => ({ role, content, learn: false })),
        { role: 'assistant', content: text, learn: true },
      ],
      provenance: {
        source: id,
        model: model.id,
        prompt: { name: prompt.name, version: prompt.version },
      },
    }));
}
