import { AgentdError, type CheckedCompletionRequest } from '@agentd/agent-core';
import { readAnswer, readChunk, type RawChunk } from './answer.ts';
import type { RawUsage } from './answer-schemas.ts';
import { chatBody, learnFrom, type Learned, type Variant } from './body.ts';
import type { ChatApi, ChatBody } from './chat-api.ts';
import { estimateTokens, toUsage } from './completion.ts';
import { kindFromAddress, kindFromModels } from './detect-server.ts';
import type { OpenAISettings } from './options.ts';
import { serverProfiles, type ServerProfile } from './server-profiles.ts';
import { countTokens, type CountedAnswer } from './token-counts.ts';

/** What a model object knows about its server: the profile, and what the server turned out not to take. */
export class ServerSession {
  readonly api: ChatApi;
  readonly settings: OpenAISettings;
  readonly learned: Learned = {
    mostSamples: Infinity,
    noLogprobs: false,
    noSeed: false,
    noStreaming: false,
    noStreamUsage: false,
    maxTokensField: 'max_tokens',
  };
  #known: ServerProfile | undefined;

  constructor(api: ChatApi, settings: OpenAISettings) {
    this.api = api;
    this.settings = settings;
  }

  /** The profile, once it has been found out. */
  get known(): ServerProfile | undefined {
    return this.#known;
  }

  /** The profile as far as it is known without a request. */
  get assumed(): ServerProfile {
    const { server, baseURL, profile } = this.settings;
    const kind = server === 'auto' ? kindFromAddress(baseURL) : server;
    return this.#known ?? { ...serverProfiles[kind ?? 'generic'], ...profile };
  }

  /** Finds out the profile on the first call. */
  async profile(signal: AbortSignal | undefined): Promise<ServerProfile> {
    if (this.#known !== undefined) return this.#known;
    const { server, baseURL, profile } = this.settings;
    const kind = server === 'auto' ? (kindFromAddress(baseURL) ?? (await kindFromModels(this.api, signal))) : server;
    signal?.throwIfAborted();
    if (this.#known === undefined) {
      this.#known = { ...serverProfiles[kind], ...profile };
      this.learned.maxTokensField = this.#known.maxTokensField;
      if (!this.#known.n) this.learned.mostSamples = 1;
    }
    return this.#known;
  }

  /** One HTTP request for a whole answer; leaves out what the server refuses and tries again. */
  async create(
    request: CheckedCompletionRequest,
    variant: Variant,
    signal: AbortSignal | undefined,
  ): Promise<CountedAnswer> {
    const profile = await this.profile(signal);
    const read = (answer: unknown): CountedAnswer =>
      countTokens(
        readAnswer(answer, {
          context: this.api.context,
          separateThinking: this.settings.thinking === 'separate',
          onUnusable: (usage) => this.count(request, usage, ''),
        }),
        profile.countsAllSamples,
      );
    for (;;) {
      const body = this.#body(request, variant, profile);
      try {
        const answer = await this.api.create(body, signal, read);
        this.#notice(answer, body);
        this.count(request, answer.usage, answer.samples.map(({ text, reasoning }) => text + reasoning).join(''));
        return answer;
      } catch (error) {
        this.#learn(error, body);
      }
    }
  }

  /** One HTTP request for a streamed answer; a refusal comes before the first piece. */
  async *open(
    request: CheckedCompletionRequest,
    variant: Variant,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RawChunk, void> {
    const profile = await this.profile(signal);
    for (;;) {
      const body = this.#body(request, variant, profile);
      if (!this.learned.noStreamUsage) body.stream_options = { include_usage: true };
      try {
        for await (const part of this.api.stream(body, signal)) yield readChunk(part, this.api.context);
        return;
      } catch (error) {
        this.#learn(error, body);
      }
    }
  }

  /** Adds what a request used to the model's totals, as far as the server said; the rest is estimated. */
  count(request: CheckedCompletionRequest, usage: RawUsage, text: string): void {
    const generated = { index: 0, text, finishReason: 'stop', tokens: estimateTokens(text) } as const;
    this.api.meter.add(toUsage(usage, promptText(request), [generated]));
  }

  #body(request: CheckedCompletionRequest, variant: Variant, profile: ServerProfile): ChatBody {
    return chatBody(request, variant, profile, this.learned, this.settings);
  }

  /** Notes what the server left out without a word. */
  #notice({ samples }: CountedAnswer, body: ChatBody): void {
    const listsNone = samples.every(({ text, logprobs }) => text !== '' && logprobs === undefined);
    if (body.logprobs === true && listsNone) this.learned.noLogprobs = true;
  }

  #learn(error: unknown, body: ChatBody): void {
    if (AgentdError.isInstance(error, 'model/bad-request') && learnFrom(error.message, body, this.learned)) return;
    throw error;
  }
}

/** All text of a prompt, to estimate its tokens from. */
export function promptText({ messages, prefill }: CheckedCompletionRequest): string {
  return messages.map(({ content }) => content).join('\n') + prefill;
}
