import type { ChatMessage } from '@agentd/agent-core';
import type { TrainingMessage } from '../conversation/training-conversation.ts';
import type { TrainingTokenizer } from './tokenizer.ts';

/** What a chat template writes between the contents of messages. */
interface Frame {
  /** Before the first message, by its role. */
  systemFirst: string;
  userFirst: string;
  systemToUser: string;
  userToAssistant: string;
  assistantToUser: string;
  /** After a last message of the assistant. */
  tail: string;
}

/**
 * A chat template for training: it writes what the tokenizer's own one writes, and marks with `{% generation %}` what is
 * learnt, as transformers reads it for `assistant_only_loss`. Turns with `learn: false` are not marked.
 *
 * Such a template can't be made by editing any template there is. It is put together from what the tokenizer's own
 * writes around messages, and checked against it for every row ({@link writes}).
 */
export class TrainingTemplate {
  readonly #frame: Frame;
  readonly #endOfTurn: string;

  private constructor(frame: Frame, endOfTurn: string) {
    this.#frame = frame;
    this.#endOfTurn = endOfTurn;
  }

  /** @returns undefined for a template that writes messages differently from case to case */
  static from(tokenizer: TrainingTokenizer): TrainingTemplate | undefined {
    const said = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });
    const pieces = (messages: ChatMessage[]): string[] | undefined => {
      const { parts } = tokenizer.render(messages);
      let rest = parts.join('');
      const found: string[] = [];
      for (const { content } of messages) {
        const at = rest.indexOf(content);
        if (at === -1) return undefined;
        found.push(rest.slice(0, at));
        rest = rest.slice(at + content.length);
      }
      return [...found, rest];
    };
    const turns = [said('user', 'one?'), said('assistant', 'two!'), said('user', 'three?'), said('assistant', 'four!')];
    const [userFirst, userToAssistant, assistantToUser, again, tail] = pieces(turns) ?? [];
    // A template without system messages never sees one: what it took has them folded into a user message.
    const [systemFirst, systemToUser] = pieces([said('system', 'zero.'), ...turns]) ?? [];
    if (userFirst === undefined || userToAssistant === undefined || assistantToUser === undefined) return undefined;
    if (again !== userToAssistant || tail === undefined) return undefined;
    const endOfTurn = [...tokenizer.frameTokens.values()].find(
      (token) => token !== '' && tail.startsWith(token) && assistantToUser.startsWith(token),
    );
    if (endOfTurn === undefined) return undefined;
    const frame = {
      userFirst,
      userToAssistant,
      assistantToUser,
      tail,
      systemFirst: systemFirst ?? '',
      systemToUser: systemToUser ?? '',
    };
    return new TrainingTemplate(frame, endOfTurn);
  }

  /** Whether the template writes the messages as the tokenizer's own one did. */
  writes(messages: readonly TrainingMessage[], text: string): boolean {
    const { systemFirst, userFirst, systemToUser, userToAssistant, assistantToUser, tail } = this.#frame;
    let written = '';
    for (const [at, { role, content }] of messages.entries()) {
      const previous = messages[at - 1]?.role;
      if (previous === role || (previous !== undefined && role === 'system')) return false;
      if (role === 'assistant') written += userToAssistant;
      else if (role === 'system') written += systemFirst;
      else if (previous === undefined) written += userFirst;
      else written += previous === 'system' ? systemToUser : assistantToUser;
      written += content;
    }
    return messages.at(-1)?.role === 'assistant' && written + tail === text;
  }

  /** Jinja, for `tokenizer.chat_template` in Python. */
  get jinja(): string {
    const { systemFirst, userFirst, systemToUser, userToAssistant, assistantToUser, tail } = this.#frame;
    const end = this.#endOfTurn;
    const write = (text: string): string => `{{- ${jinjaString(text)} -}}`;
    return [
      `{#- Training template of @agentd/distill-data: loss on the contents of the assistant and on ${end}. -#}`,
      `{%- for message in messages -%}`,
      `{%- if message.role == 'assistant' -%}${write(userToAssistant)}`,
      `{%- elif message.role == 'system' -%}${write(systemFirst)}`,
      `{%- elif loop.first -%}${write(userFirst)}`,
      `{%- elif messages[loop.index0 - 1].role == 'system' -%}${write(systemToUser)}`,
      `{%- else -%}${write(assistantToUser.slice(end.length))}`,
      `{%- endif -%}`,
      `{%- if message.role != 'assistant' -%}{{- message.content -}}`,
      `{%- elif message.learn is defined and not message.learn -%}{{- message.content + ${jinjaString(end)} -}}`,
      `{%- else -%}{%- generation -%}{{- message.content + ${jinjaString(end)} -}}{%- endgeneration -%}`,
      `{%- endif -%}`,
      `{%- endfor -%}`,
      `{%- if add_generation_prompt -%}${write(userToAssistant)}`,
      `{%- elif messages[-1].role == 'assistant' -%}${write(tail.slice(end.length))}`,
      `{%- endif -%}`,
      ``,
    ].join('\n');
  }
}

/** A string literal that Jinja and Python's Jinja2 read alike. */
function jinjaString(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`);
  return `'${escaped}'`;
}
