import { ACTION_STOP_STRINGS } from '../parser/action-format.ts';
import { truncateMiddle } from '../truncate.ts';
import { faultLine } from './observation.ts';
import type { ObservationInput, PromptSet } from './prompt-set.ts';

/**
 * No instructions at all: the question, and observations in one line. For students that were trained on the format,
 * such as the tiny agent; every token of a prompt costs a small model time and attention.
 */
export const compactPrompt: PromptSet = {
  name: 'compact',
  version: '1',
  stop: ACTION_STOP_STRINGS,
  opening: (question) => [{ role: 'user', content: question }],
  observation: (input) => `Observation: ${truncateMiddle(content(input), input.limit)}`,
  finalAnswerRequest: () => 'Give the final answer only.',
};

function content({ execution, commitErrors }: ObservationInput): string {
  if (execution === undefined) return 'no code block';
  const lines = [execution.stdout.trimEnd()];
  if (execution.status === 'ok') lines.push(execution.value ?? '');
  else lines.push(faultLine(execution));
  lines.push(...commitErrors);
  return lines.filter((line) => line !== '').join('\n') || 'no output';
}
