import { parseAction } from '@agentd/agent-core';

const CLOSED_THINKING = /^[\s\S]*<\/think(?:ing)?>/i;
const OPEN_THINKING = /<think(?:ing)?>/i;
const BLANK_LINE = /\n[^\S\n]*\n/;

/**
 * The first reasoning step of a chain of thought, for the agent's first thought to begin with (first-thought prefix,
 * Kang et al. 2025, section 3.1): the text up to the first blank line, without white space at its ends. What the
 * agent's parser would not count as a thought is taken off: a leading `Thought:`, tags, code and all after it. A
 * reasoning model's `<think>…</think>` is passed over.
 *
 * A text without a blank line is one step. There is no prefix where nothing is left, where thinking never ended, and
 * where the step gives the boxed answer already: an agent that begins with the answer has nothing to find out.
 *
 * @returns the step without a label, or undefined where there is none
 */
export function firstThoughtPrefix(text: string): string | undefined {
  const answer = text.replaceAll(/\r\n?/g, '\n').replace(CLOSED_THINKING, '');
  if (OPEN_THINKING.test(answer)) return undefined;
  const [step = ''] = answer.trim().split(BLANK_LINE, 1);
  const { thought } = parseAction(step);
  return thought === '' || thought.includes('\\boxed') ? undefined : thought;
}
