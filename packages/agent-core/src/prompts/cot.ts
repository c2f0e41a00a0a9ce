import type { ChatMessage } from '../model.ts';

/** A passage as a chain-of-thought prompt shows it. */
export interface ShownPassage {
  title: string;
  text: string;
}

/**
 * The words of one kind of chain of thought: the baseline without tools, and the source of first-thought prefixes.
 * Steps are separated by blank lines, so that the first one can be cut off.
 */
export interface CotPromptSet {
  readonly name: string;
  /** Changes whenever a byte of the output changes. */
  readonly version: string;
  /** @param passages shown before the question (chain of thought with retrieval) */
  opening(question: string, passages?: readonly ShownPassage[]): ChatMessage[];
}

/** For general instruction-tuned models. */
export const cotPrompt: CotPromptSet = {
  name: 'cot',
  version: '1',
  opening(question, passages = []) {
    const context = passages.length === 0 ? '' : `Use these passages where they help:\n\n${list(passages)}\n\n`;
    return [
      {
        role: 'system',
        content:
          'Solve the problem step by step. Leave a blank line between steps. End with one line that gives the final answer in the form \\boxed{answer}.',
      },
      { role: 'user', content: `${context}${question}` },
    ];
  },
};

/** A few words only. For students that were trained on the form, such as the tiny agent. */
export const compactCotPrompt: CotPromptSet = {
  name: 'compact-cot',
  version: '1',
  opening: (question, passages = []) => [
    { role: 'system', content: 'Reason step by step.' },
    { role: 'user', content: passages.length === 0 ? question : `${list(passages)}\n\n${question}` },
  ],
};

const list = (passages: readonly ShownPassage[]): string =>
  passages.map(({ title, text }, index) => `[${index + 1}] ${title}\n${text}`).join('\n\n');
