import type { ChatMessage } from './model.ts';
import type { Step } from './trajectory.ts';

/**
 * The one rendering of a run as chat messages: what the model sees at the next step, and what the student is trained
 * on, byte for byte. A last step that gave the final answer has no observation turn.
 */
export function conversation(
  opening: readonly ChatMessage[],
  steps: readonly Pick<Step, 'text' | 'observation'>[],
): ChatMessage[] {
  return [
    ...opening,
    ...steps.flatMap(({ text, observation }): ChatMessage[] =>
      observation === ''
        ? [{ role: 'assistant', content: text }]
        : [
            { role: 'assistant', content: text },
            { role: 'user', content: observation },
          ],
    ),
  ];
}
