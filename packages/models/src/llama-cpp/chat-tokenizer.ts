import { InvalidInputError, ModelError, type ChatMessage } from '@agentd/agent-core';
import type { LlamaModel } from 'node-llama-cpp';
import type { NativeModel, NativeTokenizer } from './native.ts';
import type { Decode } from '../local/token-text.ts';

/** Tokenizer and chat template of a GGUF file. */
export class ChatTokenizer {
  readonly #native: NativeTokenizer;
  readonly #variables: { bos_token: string; eos_token: string };
  readonly #template: ReturnType<NativeModel['newTemplate']>;
  readonly #special = new Map<number, string>();
  /** Tokens that end the assistant's turn. */
  readonly endIds: ReadonlySet<number>;
  readonly vocabularySize: number;

  /**
   * @param file name for messages
   * @throws ModelError `model/not-found` without a chat template, `model/bad-files` where it can't be parsed
   */
  constructor(model: LlamaModel, native: NativeModel, file: string, chatTemplate?: string) {
    this.#native = native.tokenizer;
    this.#variables = { bos_token: model.tokens.bosString ?? '', eos_token: model.tokens.eosString ?? '' };
    const template = chatTemplate ?? model.fileInfo.metadata.tokenizer?.chat_template;
    if (template === undefined) {
      throw new ModelError(
        `${file} has no chat template. Use the chat or instruct version of the model, or give its template as chatTemplate.`,
        { code: 'model/not-found' },
      );
    }
    try {
      this.#template = native.newTemplate(template);
    } catch (cause) {
      throw new ModelError(
        `The chat template of ${file} can't be parsed: ${reasonOf(cause)}. Give another as chatTemplate.`,
        { code: 'model/bad-files', cause },
      );
    }
    const endIds = new Set<number>();
    let size = 0;
    for (const token of model.iterateAllTokens()) {
      size++;
      if (model.isEogToken(token)) endIds.add(token);
      if (model.getTokenAttributes(token).control) this.#special.set(token, model.detokenize([token], true));
    }
    this.endIds = endIds;
    this.vocabularySize = size;
  }

  /**
   * Tokens of a conversation up to where the assistant's answer goes on. The prefill is tokenised together with what
   * precedes it, so that the tokens are those that the model saw in training.
   * @throws InvalidInputError `model/bad-request` when the chat template refuses the conversation
   */
  encodePrompt(messages: readonly ChatMessage[], prefill: string): number[] {
    let rendered: string;
    try {
      rendered = this.#template.render({
        messages: messages.map(({ role, content }) => ({ role, content })),
        add_generation_prompt: true,
        ...this.#variables,
      });
    } catch (cause) {
      throw new InvalidInputError(
        `The model's chat template refuses the messages (roles: ${messages.map(({ role }) => role).join(', ')}): ${reasonOf(cause)}`,
        { code: 'model/bad-request', cause },
      );
    }
    return [...this.#native.tokenize(rendered + prefill, true)];
  }

  /** Text of tokens that follow a prompt, with special tokens and spaces exactly as they are. */
  decoder(prompt: readonly number[]): Decode {
    // On their own some tokenizers take the space off the first token.
    const before = prompt.slice(-4);
    const text = this.#decode(before);
    return (ids) => {
      const whole = this.#decode([...before, ...ids]);
      return whole.startsWith(text) ? whole.slice(text.length) : this.#decode(ids);
    };
  }

  /** Special tokens that are no part of the text: all but those that a stop string is made of. */
  hiddenIds(stops: readonly string[]): ReadonlySet<number> {
    const hidden = [...this.#special].filter(([, text]) => !stops.some((stop) => stop.includes(text)));
    return new Set(hidden.map(([id]) => id));
  }

  #decode(ids: readonly number[]): string {
    return ids.length === 0 ? '' : this.#native.detokenize(Uint32Array.from(ids), true);
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
