import { ChatTemplate, LiteralText, ModelError, type ChatMessage, type RenderTemplate } from '@agentd/agent-core';
import type { PreTrainedTokenizer } from '@huggingface/transformers';
import type { ModelFolder } from './model-folder.ts';
import { loadTransformers } from './peers.ts';
import type { Decode } from './token-text.ts';

/** Begins a text, so that a decoder which drops the space in front of a text drops none after it. */
const ANCHOR = 'a';

/** A model's tokenizer and chat template. */
export class ChatTokenizer {
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #template: ChatTemplate;
  readonly #literals: LiteralText;
  readonly #anchor: number[];
  /** Tokens that end the assistant's turn. */
  readonly endIds: ReadonlySet<number>;

  private constructor(tokenizer: PreTrainedTokenizer, folder: ModelFolder, variables: Record<string, unknown>) {
    this.#tokenizer = tokenizer;
    this.#template = new ChatTemplate(renderer(tokenizer, folder.chatTemplate), variables);
    this.#anchor = this.#encode(ANCHOR);
    const { all_special_ids: specialIds, all_special_tokens: specialTokens } = tokenizer;
    const eos: unknown = tokenizer.eos_token_id;
    // Where the configuration leaves it out, the token that the template writes after an answer ends one.
    const [turnEnd] = this.#encode(this.#template.turnEnd);
    const written = turnEnd !== undefined && specialIds.includes(turnEnd) ? [turnEnd] : [];
    this.endIds = new Set([...folder.endIds, ...(typeof eos === 'number' ? [eos] : []), ...written]);
    const { frame } = this.#template;
    // Some models have turn markers that are not called special.
    const markers = [...tokenizer._tokenizer.get_added_tokens_decoder().values()].filter(
      ({ id, content }) => this.endIds.has(id) || (/[^\s▁]/.test(content) && frame.includes(content)),
    );
    this.#literals = new LiteralText([...specialTokens, ...markers.map(({ content }) => content)]);
  }

  /**
   * Loads the tokenizer from the model's folder and from nowhere else.
   * @param variables for the chat template, such as `{ enable_thinking: false }`
   * @throws ModelError `model/missing-dependency` or `model/bad-files`
   */
  static async open(folder: ModelFolder, variables: Record<string, unknown> = {}): Promise<ChatTokenizer> {
    const { AutoTokenizer } = await loadTransformers();
    try {
      const tokenizer = await AutoTokenizer.from_pretrained(folder.path, { local_files_only: true });
      return new ChatTokenizer(tokenizer, folder, variables);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ModelError(
        `The tokenizer in ${folder.path} can't be loaded: ${reason}. Check tokenizer.json and tokenizer_config.json.`,
        { code: 'model/bad-files', cause },
      );
    }
  }

  /**
   * Tokens of a conversation up to where the assistant's answer goes on. Special tokens come from the template alone:
   * one that a message spells out is text. The prefill is tokenised together with what precedes it, so that the tokens
   * are those that the model saw in training.
   *
   * @throws InvalidInputError `model/bad-request` when the chat template refuses the conversation
   */
  encodePrompt(messages: readonly ChatMessage[], prefill: string): number[] {
    const { contents, mark } = this.#literals.mark(messages.map(({ content }) => content));
    const marked = messages.map(({ role }, at) => ({ role, content: contents[at] ?? '' }));
    const rendered = this.#template.render(marked, prefill) + prefill;
    return rendered.split(mark).flatMap((part) => this.#encode(part));
  }

  /** Text of tokens, with special tokens and spaces exactly as they are. */
  readonly decode: Decode = (ids) =>
    this.#tokenizer.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false });

  /**
   * Text of an answer's tokens. Some tokenizers begin every text with a space that their decoder drops again: after a
   * prefill a space at the beginning belongs to the text.
   */
  answerDecoder(prefill: string): Decode {
    if (prefill === '') return this.decode;
    const { length } = this.decode(this.#anchor);
    return (ids) => this.decode([...this.#anchor, ...ids]).slice(length);
  }

  /** Special tokens that are no part of the text: all but those that a stop string is made of. */
  hiddenIds(stops: readonly string[]): ReadonlySet<number> {
    const { all_special_ids: ids, all_special_tokens: contents } = this.#tokenizer;
    return new Set(ids.filter((_, at) => !stops.some((stop) => stop.includes(contents[at] ?? ''))));
  }

  #encode(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false });
  }
}

// Redefines the built-in function, which can't be overridden by a variable; the empty text keeps a line break after it.
const PINNED_DATE = "{% set strftime_now = date_of_loading %}{{ '' }}";

function renderer(tokenizer: PreTrainedTokenizer, template: string): RenderTemplate {
  const render = (messages: ChatMessage[], source: string, variables: Record<string, unknown>): string =>
    tokenizer.apply_chat_template(messages, { ...variables, chat_template: source, tokenize: false });
  if (!template.includes('strftime_now')) return (messages, variables) => render(messages, template, variables);
  // The date of a loaded model stands still: a prompt that changes at midnight would be read all over again.
  const dates = new Map<string, string>();
  const date_of_loading = (format: string): string => {
    const date = dates.get(format) ?? render([], '{{ strftime_now(format) }}', { format });
    dates.set(format, date);
    return date;
  };
  return (messages, variables) => render(messages, PINNED_DATE + template, { date_of_loading, ...variables });
}
