import { ModelError } from '@agentd/agent-core';
import OpenAI from 'openai';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { apiFault, badAnswer, timeoutError, type ApiFault, type ErrorContext } from './api-errors.ts';
import { errorBodyFetch } from './error-body-fetch.ts';
import type { OpenAISettings } from './options.ts';
import { withRetries } from './retry.ts';

/** Fields that one kind of server has and OpenAI has not. */
export type ExtraFields = Record<string, unknown>;

/** Body of a request for one answer. */
export type ChatBody = Omit<ChatCompletionCreateParamsNonStreaming, 'stream'> & ExtraFields;

const modelListSchema = z.object({ data: z.array(z.object({ id: z.string(), owned_by: z.string().nullish() })) });

/** The chat completions API of one server: retries, time limits and typed errors around the `openai` client. */
export class ChatApi {
  readonly #client: OpenAI;
  readonly #settings: OpenAISettings;

  constructor(settings: OpenAISettings) {
    this.#settings = settings;
    if (settings.apiKey === undefined && new URL(settings.baseURL).hostname === 'api.openai.com') {
      throw new ModelError('OpenAI needs an API key. Set OPENAI_API_KEY or pass apiKey to openaiModel.', {
        code: 'model/unauthorised',
      });
    }
    this.#client = new OpenAI({
      baseURL: settings.baseURL,
      apiKey: settings.apiKey ?? 'none',
      defaultHeaders: settings.headers,
      maxRetries: 0,
      logLevel: 'off',
      fetch: errorBodyFetch,
    });
  }

  /** Root of the API. */
  get baseURL(): string {
    return this.#settings.baseURL;
  }

  /**
   * Posts one request and gives the answer's JSON as it came.
   * @throws ModelError after the retries; the signal's reason once aborted
   */
  async create(body: ChatBody, signal: AbortSignal | undefined): Promise<unknown> {
    const { maxRetries, timeoutMs } = this.#settings;
    const attempt = async (): Promise<unknown> => {
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const params: ChatCompletionCreateParamsNonStreaming = { ...body, stream: false };
        return await this.#client.chat.completions.create(params, {
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
          timeout: timeoutMs + 1000,
        });
      } catch (thrown) {
        throw limit.aborted ? timeoutError(this.context) : thrown;
      }
    };
    const answer = await withRetries(attempt, { maxRetries, signal, fault: (thrown) => this.#fault(thrown) }).catch(
      (error: unknown) => this.#withModelNames(error, signal),
    );
    if (typeof answer !== 'object' || answer === null) {
      const start = typeof answer === 'string' ? JSON.stringify(answer.slice(0, 80)) : String(answer);
      throw badAnswer(`it begins ${start}`, this.context);
    }
    return answer;
  }

  /**
   * Posts one request and yields the pieces of the answer. Repeated only as long as no piece has come.
   * @throws ModelError also in the middle, when the connection breaks or stands still
   */
  async *stream(body: ChatBody, signal: AbortSignal | undefined): AsyncGenerator<unknown, void> {
    const { maxRetries, timeoutMs } = this.#settings;
    const idle = new AbortController();
    const timer = setTimeout(() => idle.abort(), timeoutMs);
    const fault = (thrown: unknown): ApiFault =>
      idle.signal.aborted ? { error: timeoutError(this.context) } : this.#fault(thrown);
    try {
      const params: ChatCompletionCreateParamsStreaming = { ...body, stream: true };
      const combined = signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]);
      const open = () => {
        timer.refresh();
        return this.#client.chat.completions.create(params, { signal: combined, timeout: timeoutMs + 1000 });
      };
      const chunks = await withRetries(open, { maxRetries, signal, fault }).catch((error: unknown) =>
        this.#withModelNames(error, signal),
      );
      for await (const chunk of chunks) {
        timer.refresh();
        yield chunk;
      }
      // The client ends an aborted stream without a word.
      signal?.throwIfAborted();
      if (idle.signal.aborted) throw timeoutError(this.context);
    } catch (thrown) {
      signal?.throwIfAborted();
      throw fault(thrown).error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The server's models; undefined where it does not say. */
  async models(signal?: AbortSignal): Promise<{ id: string; owner: string }[] | undefined> {
    const limit = AbortSignal.timeout(5000);
    const answer: unknown = await this.#client
      .get('/models', { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) })
      .catch(() => undefined);
    const parsed = modelListSchema.safeParse(answer);
    return parsed.success ? parsed.data.data.map(({ id, owned_by }) => ({ id, owner: owned_by ?? '' })) : undefined;
  }

  /** What error messages may name. */
  get context(): ErrorContext {
    const { baseURL: url, model, apiKey, timeoutMs } = this.#settings;
    return { url, model, apiKey, timeoutMs };
  }

  #fault(thrown: unknown): ApiFault {
    return apiFault(thrown, this.context);
  }

  /** Adds to a `model/not-found` error which models there are. */
  async #withModelNames(error: unknown, signal: AbortSignal | undefined): Promise<never> {
    if (!(error instanceof ModelError) || error.code !== 'model/not-found') throw error;
    const models = await this.models(signal);
    const names = models?.map(({ id }) => id).slice(0, 20);
    const hint =
      names === undefined
        ? 'It lists no models either: check baseURL, which mostly ends in /v1.'
        : `It has: ${names.join(', ') || 'none'}.`;
    throw new ModelError(`${error.message} ${hint}`, { code: error.code });
  }
}
