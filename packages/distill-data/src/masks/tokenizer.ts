import { ChatTemplate, LiteralText, type ChatMessage, type RenderTemplate } from '@agentd/agent-core';

/** A text as tokens; `tokens` are the entries of the vocabulary as they are stored, not their decoded text. */
export interface EncodedText {
  ids: readonly number[];
  tokens: readonly string[];
}

/** What is needed of a model family's tokenizer; `openTokenizer` gives it for a folder of tokenizer files. */
export interface TokenizerParts {
  /** As in dataset cards, such as `Qwen/Qwen2.5-0.5B-Instruct`. */
  id: string;
  /** Tokens of the text alone; special tokens that it spells out are special. */
  encode(text: string): EncodedText;
  /** Text of tokens, special ones included, with spaces exactly as they are. */
  decode(ids: number[]): string;
  render: RenderTemplate;
  /** Variables for every rendering, such as `{ enable_thinking: false }`. */
  variables: Record<string, unknown>;
  /** Every added token, special or not. */
  addedTokens: readonly { id: number; content: string; special: boolean }[];
}

/** A conversation as the chat template writes it. */
export interface RenderedParts {
  /** The messages as the template took them: system messages folded in, messages of one role joined. */
  messages: ChatMessage[];
  /**
   * The text. Where a message spells out a special token, the text is cut inside it: each part is tokenised apart, so
   * that the token stays text, as it does when `@agentd/models` runs the student.
   */
  parts: string[];
}

/** A tokenizer with its chat template, as a student's training data needs them. */
export class TrainingTokenizer {
  readonly id: string;
  /** Ids and texts of tokens that only the template may write. */
  readonly frameTokens: ReadonlyMap<number, string>;
  readonly #parts: TokenizerParts;
  readonly #template: ChatTemplate;
  readonly #literals: LiteralText;

  constructor(parts: TokenizerParts) {
    this.id = parts.id;
    this.#parts = parts;
    this.#template = new ChatTemplate(parts.render, parts.variables);
    const { frame } = this.#template;
    // Some models have turn markers that are not called special.
    const isFrame = ({ content, special }: { content: string; special: boolean }): boolean =>
      special || (/[^\s▁]/.test(content) && frame.includes(content));
    this.frameTokens = new Map(parts.addedTokens.filter(isFrame).map(({ id, content }) => [id, content]));
    this.#literals = new LiteralText(this.frameTokens.values());
  }

  /** Tokens of a part of a rendered conversation. */
  encode(text: string): EncodedText {
    return this.#parts.encode(text);
  }

  /** Text of tokens that follow another one, special tokens included. */
  decode(ids: readonly number[], before?: number): string {
    if (before === undefined) return this.#parts.decode([...ids]);
    // Some decoders drop a space in front of a text; in front of what follows another token it belongs to it.
    return this.#parts.decode([before, ...ids]).slice(this.#parts.decode([before]).length);
  }

  /**
   * A whole conversation.
   * @throws InvalidInputError `model/bad-request` when the template refuses it
   */
  render(messages: readonly ChatMessage[]): RenderedParts {
    const { marked, mark } = this.#mark(messages);
    const rendered = this.#template.renderWhole(marked);
    return {
      messages: rendered.messages.map(({ role, content }) => ({ role, content: content.replaceAll(mark, '') })),
      parts: rendered.text.split(mark),
    };
  }

  /** The conversation up to where the assistant's next answer begins, as the student is prompted. */
  renderPrompt(messages: readonly ChatMessage[]): string {
    return this.#template.render(messages, '');
  }

  #mark(messages: readonly ChatMessage[]): { marked: ChatMessage[]; mark: string } {
    const { contents, mark } = this.#literals.mark(messages.map(({ content }) => content));
    return { marked: messages.map(({ role }, at) => ({ role, content: contents[at] ?? '' })), mark };
  }
}
