import type { TrainingConversation, TrainingMessage } from '../conversation/training-conversation.ts';
import { difference, maskFault } from './mask-fault.ts';
import type { TrainingTokenizer } from './tokenizer.ts';

/** Characters of one part of a rendered conversation, `stop` excluded. */
export interface PartSpan {
  part: number;
  start: number;
  stop: number;
}

/** What is learnt of one turn. */
export interface LearntTurn {
  /** Index of the message as the template took it. */
  message: number;
  spans: PartSpan[];
  /** Where the content ends, if the end of the turn is learnt. */
  end: PartSpan | undefined;
}

/** A rendered conversation with the places of what is learnt. */
export interface LearntSpans {
  messages: TrainingMessage[];
  parts: string[];
  turns: LearntTurn[];
}

/**
 * Finds the contents that are learnt in what the chat template makes of the conversation: each where the prompt of its
 * turn ends.
 * @throws DistillDataError `distill-data/template-rewrites` or `distill-data/template-not-incremental`
 */
export function learntSpans(conversation: TrainingConversation, tokenizer: TrainingTokenizer): LearntSpans {
  const { messages: fitted, parts } = tokenizer.render(conversation.messages);
  const text = parts.join('');
  const messages = withLearn(conversation, fitted, tokenizer);
  const turns = messages.flatMap((message, index): LearntTurn[] => {
    if (message.learn === false || (Array.isArray(message.learn) && message.learn.length === 0)) return [];
    const fault = (why: string) => ({
      conversation: conversation.id,
      message: index,
      tokenizer: tokenizer.id,
      fault: why,
    });
    const prompt = tokenizer.renderPrompt(fitted.slice(0, index));
    if (!text.startsWith(prompt)) {
      throw maskFault(
        'template-not-incremental',
        fault(
          `the prompt that the student is given for this turn is not how the whole conversation begins: ${difference(prompt, text)}. ` +
            'Such a template shows earlier turns differently later on; use one that does not, or train on one turn a row.',
        ),
      );
    }
    const start = prompt.length;
    if (!text.startsWith(message.content, start)) {
      throw maskFault(
        'template-rewrites',
        fault(
          `the template drops or rewrites the content: ${difference(message.content, text.slice(start, start + message.content.length + 40))}. ` +
            'Use a template that writes it as it is, or leave such conversations out (onUnmaskable: "drop", on the command line --drop-unmaskable).',
        ),
      );
    }
    const whole = [{ start: 0, end: message.content.length }];
    const learnt = message.learn === true ? whole : message.learn;
    const reachesEnd = learnt.at(-1)?.end === message.content.length;
    const end = start + message.content.length;
    return [
      {
        message: index,
        spans: learnt.flatMap((span) => inParts(parts, start + span.start, start + span.end)),
        end: reachesEnd ? placeOf(parts, end) : undefined,
      },
    ];
  });
  return { messages, parts, turns };
}

/** What is learnt, for the messages as the template took them. Messages of the assistant must not have been joined. */
function withLearn(
  { id, messages }: TrainingConversation,
  fitted: readonly Pick<TrainingMessage, 'role' | 'content'>[],
  tokenizer: TrainingTokenizer,
): TrainingMessage[] {
  const given = messages.filter(({ role }) => role === 'assistant');
  const taken = fitted.filter(({ role }) => role === 'assistant');
  const changed = taken.findIndex(({ content }, at) => content !== given[at]?.content);
  if (changed !== -1 || given.length !== taken.length) {
    throw maskFault('template-rewrites', {
      conversation: id,
      message: Math.max(0, fitted.indexOf(taken[changed] ?? { role: 'assistant', content: '' })),
      tokenizer: tokenizer.id,
      fault: 'the template wants roles to alternate, so two messages of the assistant in a row had to be joined.',
    });
  }
  let turn = 0;
  return fitted.map(({ role, content }) => ({
    role,
    content,
    learn: role === 'assistant' ? (given[turn++]?.learn ?? false) : false,
  }));
}

/** A span of the joined text as spans of the parts. */
function inParts(parts: readonly string[], start: number, end: number): PartSpan[] {
  const spans: PartSpan[] = [];
  let offset = 0;
  for (const [part, { length }] of parts.entries()) {
    const from = Math.max(start, offset);
    const to = Math.min(end, offset + length);
    if (from < to) spans.push({ part, start: from - offset, stop: to - offset });
    offset += length;
  }
  return spans;
}

/** The character before which a turn ends: one that follows it in the same part. */
function placeOf(parts: readonly string[], position: number): PartSpan {
  let offset = 0;
  for (const [part, { length }] of parts.entries()) {
    if (position < offset + length) return { part, start: position - offset, stop: position - offset };
    offset += length;
  }
  return { part: parts.length, start: 0, stop: 0 };
}
