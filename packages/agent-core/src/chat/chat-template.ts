import { InvalidInputError } from '../errors.ts';
import type { ChatMessage } from '../model.ts';

/** Renders messages by a model's chat template, with these variables besides. @throws Error when it refuses them */
export type RenderTemplate = (messages: ChatMessage[], variables: Record<string, unknown>) => string;

/** A conversation as a chat template writes it. */
export interface RenderedConversation {
  /** The messages as the template took them: system messages folded in, messages of one role joined. */
  messages: ChatMessage[];
  text: string;
}

const PROBE = 'agentd asks';
const OTHER_PROBE = 'agentd asks again';

/**
 * A chat template that takes every conversation of an agent. What a template can't show is found out by trying:
 * - system messages that it refuses or drops go in front of the first user message;
 * - messages of one role in a row, where it wants roles to alternate, become one message;
 * - one that can turn thinking off does so when the answer has to begin with a given text.
 */
export class ChatTemplate {
  readonly #template: RenderTemplate;
  readonly #variables: Record<string, unknown>;
  readonly #takesSystem: boolean;
  readonly #takesRuns: boolean;
  readonly #thinks: boolean;

  /** @param variables given to the template in every rendering */
  constructor(template: RenderTemplate, variables: Record<string, unknown>) {
    this.#template = template;
    this.#variables = variables;
    const asked: ChatMessage = { role: 'user', content: PROBE };
    const shows = (messages: ChatMessage[]): boolean => this.#try(messages)?.includes(OTHER_PROBE) === true;
    this.#takesSystem = shows([{ role: 'system', content: OTHER_PROBE }, asked]);
    this.#takesRuns = shows([asked, { role: 'user', content: OTHER_PROBE }]);
    const opened = (enable_thinking: boolean): string | undefined =>
      this.#try([asked], { add_generation_prompt: true, enable_thinking });
    this.#thinks = opened(false) !== opened(true);
  }

  /**
   * The conversation up to where the assistant's answer begins.
   * @throws InvalidInputError `model/bad-request` when the template refuses it
   */
  render(messages: readonly ChatMessage[], prefill: string): string {
    const quiet = this.#thinks && prefill !== '' && !prefill.trimStart().startsWith('<think>');
    return this.#fitted(messages, { add_generation_prompt: true, ...(quiet ? { enable_thinking: false } : {}) }).text;
  }

  /**
   * A whole conversation as the template writes it, and the messages in the form in which it took them.
   * @throws InvalidInputError `model/bad-request` when the template refuses it
   */
  renderWhole(messages: readonly ChatMessage[]): RenderedConversation {
    return this.#fitted(messages, { add_generation_prompt: false });
  }

  /** What the template writes by itself around messages, as one text; empty when that can't be told. */
  get frame(): string {
    const empty = (role: ChatMessage['role']): ChatMessage => ({ role, content: '' });
    return this.#try([empty('user'), empty('assistant'), empty('user')], { add_generation_prompt: true }) ?? '';
  }

  /** What the template writes after an assistant's message; empty when that can't be told. */
  get turnEnd(): string {
    const said = this.#try([
      { role: 'user', content: PROBE },
      { role: 'assistant', content: OTHER_PROBE },
    ]);
    const at = said?.lastIndexOf(OTHER_PROBE) ?? -1;
    return at === -1 || said === undefined ? '' : said.slice(at + OTHER_PROBE.length).trimStart();
  }

  #fitted(messages: readonly ChatMessage[], wanted: Record<string, unknown>): RenderedConversation {
    const variables = { ...wanted, ...this.#variables };
    const written = (fitting: ChatMessage[]): RenderedConversation => ({
      messages: fitting,
      text: this.#template(fitting, variables),
    });
    const plain = messages.map(({ role, content }) => ({ role, content }));
    const fitting = this.#takesSystem ? plain : foldSystem(plain);
    try {
      return written(this.#takesRuns ? fitting : joinRuns(fitting));
    } catch (cause) {
      try {
        // Some templates take a system message only in front.
        return written(joinRuns(foldSystem(plain)));
      } catch {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new InvalidInputError(
          `The model's chat template refuses the messages (roles: ${messages.map(({ role }) => role).join(', ')}): ${reason}`,
          { code: 'model/bad-request', cause },
        );
      }
    }
  }

  #try(messages: ChatMessage[], variables: Record<string, unknown> = {}): string | undefined {
    try {
      return this.#template(messages, { add_generation_prompt: false, ...variables, ...this.#variables });
    } catch {
      return undefined;
    }
  }
}

/** System messages become part of the user message that comes next. */
function foldSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  const folded: ChatMessage[] = [];
  let held: string[] = [];
  for (const { role, content } of messages) {
    if (role === 'system') held.push(content);
    else {
      if (role === 'assistant' && held.length > 0) folded.push({ role: 'user', content: paragraphs(held) });
      folded.push(role === 'user' ? { role, content: paragraphs([...held, content]) } : { role, content });
      held = [];
    }
  }
  if (held.length > 0) folded.push({ role: 'user', content: paragraphs(held) });
  return folded;
}

/** Messages of one role in a row become one. */
function joinRuns(messages: readonly ChatMessage[]): ChatMessage[] {
  const joined: ChatMessage[] = [];
  for (const { role, content } of messages) {
    const last = joined.at(-1);
    if (last?.role === role) last.content = paragraphs([last.content, content]);
    else joined.push({ role, content });
  }
  return joined;
}

function paragraphs(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
