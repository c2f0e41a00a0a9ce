import type { TrainingConversation } from '../conversation/training-conversation.ts';
import { learntSpans } from './learnt-spans.ts';
import { maskFault } from './mask-fault.ts';
import { TokenMap } from './token-map.ts';
import type { TrainingTokenizer } from './tokenizer.ts';

/** Where there is no loss; PyTorch's default `ignore_index`. */
export const NO_LOSS = -100;

/** A conversation as a trainer reads it. */
export interface EncodedConversation {
  id: string;
  inputIds: number[];
  /** The token itself where it is learnt, else -100. Not shifted. */
  labels: number[];
  /** How many tokens are learnt. */
  learnt: number;
  /** The messages as the chat template took them, with what is learnt of each. */
  messages: TrainingConversation['messages'];
  /** What the chat template wrote, in parts that are tokenised apart: more than one where a message spells out a special token. */
  parts: string[];
  /** The token that ends the turns of the assistant, where one is learnt. */
  endOfTurn: { id: number; text: string } | undefined;
}

/**
 * Tokens of the whole conversation as the chat template writes it, and which of them are learnt: the contents that the
 * conversation marks, and the token that ends the turn. Each content is tokenised as one text, with what precedes it.
 *
 * It is checked that the mask is exact: the template writes every learnt content unchanged, where the prompt of that
 * turn ends; the tokens before it are those of the prompt; and a special token ends it.
 *
 * @throws DistillDataError `distill-data/template-rewrites`, `…/template-not-incremental`, `…/straddling-token` or
 * `…/no-end-of-turn`, which shows where
 * @throws InvalidInputError `model/bad-request` when the template refuses the conversation
 */
export function encodeConversation(
  conversation: TrainingConversation,
  tokenizer: TrainingTokenizer,
): EncodedConversation {
  const { messages, parts, turns } = learntSpans(conversation, tokenizer);
  const maps = parts.map((part) => new TokenMap(part, tokenizer));
  const starts = maps.map((_, at) => maps.slice(0, at).reduce((total, { ids }) => total + ids.length, 0));
  const inputIds = maps.flatMap(({ ids }) => [...ids]);
  const labels: number[] = inputIds.map(() => NO_LOSS);
  let endOfTurn: EncodedConversation['endOfTurn'];
  const learn = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) labels[at] = inputIds[at] ?? NO_LOSS;
  };
  for (const { message, spans, end } of turns) {
    const fault = (text: string) => ({ conversation: conversation.id, message, tokenizer: tokenizer.id, fault: text });
    for (const { part, start, stop } of spans) {
      const map = maps[part];
      if (map === undefined) continue;
      const from = map.boundary(start);
      const to = map.boundary(stop);
      const text = parts[part]?.slice(start, stop) ?? '';
      if (!from.isExact || !to.isExact || !map.spells(from.index, to.index, text)) {
        const at = from.isExact ? to : from;
        const shown = JSON.stringify(map.tokens.slice(Math.max(0, at.index - 2), at.index + 2));
        throw maskFault(
          'straddling-token',
          fault(
            `no token begins where the learnt text ${JSON.stringify(text.slice(0, 30))} begins or ends (around ${shown}). ` +
              'White space at the edge of a turn does this: leave such conversations out (onUnmaskable: "drop", on the command line --drop-unmaskable).',
          ),
        );
      }
      learn((starts[part] ?? 0) + from.index, (starts[part] ?? 0) + to.index);
    }
    if (end === undefined) continue;
    const at = (starts[end.part] ?? 0) + (maps[end.part]?.boundary(end.stop).index ?? 0);
    const id = inputIds[at] ?? -1;
    const text = tokenizer.frameTokens.get(id);
    if (text === undefined) {
      throw maskFault(
        'no-end-of-turn',
        fault('no special token ends the turn, so a student could not learn to stop. Use another template.'),
      );
    }
    learn(at, at + 1);
    endOfTurn = { id, text };
  }
  const learnt = labels.reduce((total, label) => total + (label === NO_LOSS ? 0 : 1), 0);
  return { id: conversation.id, inputIds, labels, learnt, messages, parts, endOfTurn };
}
