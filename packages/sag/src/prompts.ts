import { agentPrompt, compactPrompt, InvalidInputError, type PromptSet } from '@agentd/agent-core';

/** Names of the prompts that come with agentd. */
export const promptNames = ['agent', 'agent-zero-shot', 'compact'] as const;

/** One of {@link promptNames}. */
export type PromptName = (typeof promptNames)[number];

/**
 * The prompt of this name: `agent` with worked examples, `agent-zero-shot` without, `compact` with no instructions at
 * all, for students that were trained on the format.
 *
 * @throws InvalidInputError code `agent/bad-options` when there is none of this name
 */
export function promptNamed(name: PromptName): PromptSet {
  switch (name) {
    case 'agent':
      return agentPrompt();
    case 'agent-zero-shot':
      return agentPrompt({ demonstrations: false });
    case 'compact':
      return compactPrompt;
    default:
      throw new InvalidInputError(`There is no prompt ${String(name)}; the prompts are ${promptNames.join(', ')}.`, {
        code: 'agent/bad-options',
      });
  }
}
