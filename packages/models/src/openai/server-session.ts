import { AgentdError, type CheckedCompletionRequest } from '@agentd/agent-core';
import { readAnswer, type RawSample, type RawUsage } from './answer.ts';
import { chatBody, learnFrom, type Learned, type Variant } from './body.ts';
import type { ChatApi, ChatBody } from './chat-api.ts';
import { dialectOf, kindFromAddress, kindFromModels, type Dialect } from './dialect.ts';
import type { OpenAISettings } from './options.ts';

/** What a model object knows about its server: the dialect, and what the server turned out not to take. */
export class ServerSession {
  readonly api: ChatApi;
  readonly settings: OpenAISettings;
  readonly learned: Learned = {
    singleSamples: false,
    noLogprobs: false,
    noSeed: false,
    noStreamUsage: false,
    maxTokensField: 'max_tokens',
  };
  #known: Dialect | undefined;

  constructor(api: ChatApi, settings: OpenAISettings) {
    this.api = api;
    this.settings = settings;
  }

  /** The dialect, once it has been found out. */
  get known(): Dialect | undefined {
    return this.#known;
  }

  /** Finds out the dialect on the first call. */
  async dialect(signal: AbortSignal | undefined): Promise<Dialect> {
    if (this.#known !== undefined) return this.#known;
    const { server, baseURL } = this.settings;
    const kind = server === 'auto' ? (kindFromAddress(baseURL) ?? (await kindFromModels(this.api, signal))) : server;
    signal?.throwIfAborted();
    if (this.#known === undefined) {
      this.#known = dialectOf(kind);
      this.learned.maxTokensField = this.#known.maxTokensField;
      this.learned.singleSamples = !this.#known.n;
    }
    return this.#known;
  }

  /** The body of a request, without what the server refused before. */
  async body(request: CheckedCompletionRequest, variant: Variant, signal: AbortSignal | undefined): Promise<ChatBody> {
    return chatBody(request, variant, await this.dialect(signal), this.learned, this.settings);
  }

  /** One HTTP request; leaves out what the server refuses and tries again. */
  async create(
    request: CheckedCompletionRequest,
    variant: Variant,
    signal: AbortSignal | undefined,
  ): Promise<{ samples: RawSample[]; usage: RawUsage }> {
    for (;;) {
      const body = await this.body(request, variant, signal);
      try {
        return readAnswer(await this.api.create(body, signal), this.api.context);
      } catch (error) {
        if (!AgentdError.isInstance(error, 'model/bad-request') || !learnFrom(error.message, body, this.learned)) {
          throw error;
        }
      }
    }
  }
}
