import type { ChatMessage } from '../model.ts';

/** What {@link cotPrompt} takes. */
export interface CotPromptOptions {
  /** Passages shown before the question (CoT with retrieval). */
  passages?: readonly { title: string; text: string }[];
}

/**
 * The chain-of-thought prompt: the baseline without tools, and the source of first-thought prefixes. Steps are
 * separated by blank lines, so that the first one can be cut off.
 */
export function cotPrompt(question: string, options: CotPromptOptions = {}): ChatMessage[] {
  const passages = (options.passages ?? []).map(({ title, text }, index) => `[${index + 1}] ${title}\n${text}`);
  const context = passages.length === 0 ? '' : `Use these passages where they help:\n\n${passages.join('\n\n')}\n\n`;
  return [
    {
      role: 'system',
      content:
        'Solve the problem step by step. Leave a blank line between steps. End with one line that gives the final answer in the form \\boxed{answer}.',
    },
    { role: 'user', content: `${context}${question}` },
  ];
}
