import type { ChatMessage } from '@agentd/agent-core';
import { InvalidInputError, ModelError } from '@agentd/agent-core';
import type { PreTrainedTokenizer } from '@huggingface/transformers';
import type { ModelFolder } from './model-folder.ts';
import { loadTransformers } from './peers.ts';

/** A model's tokenizer and chat template. */
export class ChatTokenizer {
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #template: string;
  /** Tokens that end the assistant's turn. */
  readonly endIds: ReadonlySet<number>;

  private constructor(tokenizer: PreTrainedTokenizer, folder: ModelFolder) {
    this.#tokenizer = tokenizer;
    this.#template = folder.chatTemplate;
    const end: unknown = tokenizer.eos_token_id;
    this.endIds = new Set(typeof end === 'number' ? [...folder.endIds, end] : folder.endIds);
  }

  /**
   * Loads the tokenizer from the model's folder and from nowhere else.
   * @throws ModelError `model/missing-dependency` or `model/bad-files`
   */
  static async open(folder: ModelFolder): Promise<ChatTokenizer> {
    const { AutoTokenizer } = await loadTransformers();
    try {
      const tokenizer = await AutoTokenizer.from_pretrained(folder.path, { local_files_only: true });
      return new ChatTokenizer(tokenizer, folder);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ModelError(
        `The tokenizer in ${folder.path} can't be loaded: ${reason}. Check tokenizer.json and tokenizer_config.json.`,
        { code: 'model/bad-files', cause },
      );
    }
  }

  /**
   * Tokens of a conversation up to where the assistant's answer goes on. The prefill is tokenised together with what
   * precedes it, so that the tokens are those that the model saw in training.
   * @throws InvalidInputError `model/bad-request` when the chat template refuses the conversation
   */
  encodePrompt(messages: readonly ChatMessage[], prefill: string): number[] {
    let rendered: string;
    try {
      rendered = this.#tokenizer.apply_chat_template([...messages], {
        chat_template: this.#template,
        tokenize: false,
        add_generation_prompt: true,
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new InvalidInputError(
        `The model's chat template refuses the messages (roles: ${messages.map(({ role }) => role).join(', ')}): ${reason}`,
        { code: 'model/bad-request', cause },
      );
    }
    return this.#tokenizer.encode(rendered + prefill, { add_special_tokens: false });
  }

  /** Text of tokens, with special tokens and spaces exactly as they are. */
  readonly decode = (ids: number[]): string =>
    this.#tokenizer.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false });

  /** Special tokens that are no part of the text: all but those that a stop string is made of. */
  hiddenIds(stops: readonly string[]): ReadonlySet<number> {
    const { all_special_ids: ids, all_special_tokens: contents } = this.#tokenizer;
    return new Set(ids.filter((_, at) => !stops.some((stop) => stop.includes(contents[at] ?? ''))));
  }
}
