import { hashText } from '@agentd/agent-core';
import type { z } from 'zod';
import { TRAINING_CONVERSATION_VERSION, type TrainingConversation } from '../conversation/training-conversation.ts';
import type { paperCotRow } from './paper-log.ts';

/** A row of the authors' chain-of-thought baseline as a conversation to learn. */
export function paperChainOfThought(
  { question, model_id: model = 'unknown', messages, response }: z.infer<typeof paperCotRow>,
  source: string,
  withPassages: boolean,
): TrainingConversation {
  return {
    schemaVersion: TRAINING_CONVERSATION_VERSION,
    id: hashText(`${source}\n${question}`),
    question: { id: hashText(question), text: question },
    kind: withPassages ? 'cot-rag' : 'cot',
    messages: [
      ...messages.map(({ role, content }) => ({
        role: role === 'tool-call' ? ('assistant' as const) : role === 'tool-response' ? ('user' as const) : role,
        content,
        learn: false,
      })),
      { role: 'assistant', content: response, learn: true },
    ],
    provenance: { source, model, prompt: { name: 'paper-cot', version: '1' } },
  };
}
