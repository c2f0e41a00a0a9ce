import { ModelError } from '@agentd/agent-core';
import OpenAI from 'openai';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { apiFault, badAnswer, timeoutError, type ApiFault, type ErrorContext } from './api-errors.ts';
import { AdaptiveConcurrency, type LoadSignal, type Place } from './concurrency.ts';
import { errorBodyFetch } from './error-body-fetch.ts';
import type { OpenAISettings } from './options.ts';
import { withRetries } from './retry.ts';
import { redactor, shownAddress } from './secrets.ts';
import { TimeLimit } from './time-limit.ts';
import { UsageMeter } from './usage-meter.ts';

/** Body of a request for one answer; servers have fields of their own. */
export type ChatBody = Omit<ChatCompletionCreateParamsNonStreaming, 'stream'> & Record<string, unknown>;

const modelListSchema = z.object({ data: z.array(z.object({ id: z.string(), owned_by: z.string().nullish() })) });
const MODEL_LIST_TIMEOUT_MS = 5000;

/**
 * The chat completions API of one server: retries, time limits, a limit on requests at a time, and typed errors around
 * the `openai` client.
 */
export class ChatApi {
  /** What error messages may name. */
  readonly context: ErrorContext;
  readonly meter: UsageMeter;
  readonly #client: OpenAI;
  readonly #settings: OpenAISettings;
  readonly #concurrency: AdaptiveConcurrency;

  constructor(settings: OpenAISettings) {
    const { apiKey, baseURL, headers, model, timeoutMs } = settings;
    this.#settings = settings;
    if (apiKey === undefined && new URL(baseURL).hostname === 'api.openai.com') {
      throw new ModelError('OpenAI needs an API key. Set OPENAI_API_KEY or pass apiKey to openaiModel.', {
        code: 'model/unauthorised',
      });
    }
    this.#client = new OpenAI({
      baseURL,
      apiKey: apiKey ?? 'none',
      defaultHeaders: headers,
      maxRetries: 0,
      logLevel: 'off',
      fetch: errorBodyFetch,
    });
    const redact = redactor({ apiKey, baseURL, headers });
    this.context = { url: shownAddress(baseURL), model, hasKey: apiKey !== undefined, timeoutMs, redact };
    this.meter = new UsageMeter(settings.prices);
    this.#concurrency = new AdaptiveConcurrency(settings.concurrency);
  }

  /** How many requests may run now. */
  get concurrency(): number {
    return this.#concurrency.limit;
  }

  /**
   * Posts one request and reads the answer; what `read` throws counts as a fault of the server.
   * @throws ModelError after the retries; the signal's reason once aborted
   */
  async create<T>(body: ChatBody, signal: AbortSignal | undefined, read: (answer: unknown) => T): Promise<T> {
    const { maxRetries, retryDelayMs, timeoutMs } = this.#settings;
    const params: ChatCompletionCreateParamsNonStreaming = { ...body, stream: false };
    const attempt = async (): Promise<T> => {
      const place = await this.#enter(signal);
      const limit = new TimeLimit(timeoutMs, signal, () => timeoutError(this.context));
      try {
        const answer: unknown = await this.#client.chat.completions.create(params, {
          signal: limit.signal,
          timeout: timeoutMs + 1000,
        });
        const value = read(this.#object(answer));
        place.leave('answered');
        return value;
      } catch (thrown) {
        const reason = limit.isExpired ? timeoutError(this.context) : thrown;
        place.leave(this.#failed(reason));
        throw reason;
      } finally {
        limit.end();
      }
    };
    return withRetries(attempt, { maxRetries, retryDelayMs, signal, fault: (thrown) => this.#fault(thrown) }).catch(
      (error: unknown) => this.#withModelNames(error, signal),
    );
  }

  /**
   * Posts one request and yields the pieces of the answer. Repeated only as long as no piece has come.
   * @throws ModelError also in the middle, when the connection breaks or stands still
   */
  async *stream(body: ChatBody, signal: AbortSignal | undefined): AsyncGenerator<unknown, void> {
    const { maxRetries, retryDelayMs, timeoutMs } = this.#settings;
    const params: ChatCompletionCreateParamsStreaming = { ...body, stream: true };
    const open = async () => {
      const place = await this.#enter(signal);
      const idle = new TimeLimit(timeoutMs, signal, () => timeoutError(this.context));
      try {
        const options = { signal: idle.signal, timeout: timeoutMs + 1000 };
        const stream = await this.#client.chat.completions.create(params, options);
        const chunks = stream[Symbol.asyncIterator]();
        const first = await chunks.next();
        // The client ends an aborted stream without a word.
        idle.signal.throwIfAborted();
        return { chunks, first, place, idle };
      } catch (thrown) {
        idle.end();
        const reason = idle.isExpired ? timeoutError(this.context) : thrown;
        place.leave(this.#failed(reason));
        throw reason;
      }
    };
    const policy = { maxRetries, retryDelayMs, signal, fault: (thrown: unknown) => this.#fault(thrown) };
    const { chunks, first, place, idle } = await withRetries(open, policy).catch((error: unknown) =>
      this.#withModelNames(error, signal),
    );
    let outcome: LoadSignal = 'other';
    try {
      for (let next = first; next.done !== true; next = await chunks.next()) {
        idle.refresh();
        yield next.value;
      }
      idle.signal.throwIfAborted();
      outcome = 'answered';
    } catch (thrown) {
      signal?.throwIfAborted();
      const reason = idle.isExpired ? timeoutError(this.context) : thrown;
      outcome = this.#failed(reason);
      throw this.#fault(reason).error;
    } finally {
      idle.end();
      // Left before its end, the connection is closed.
      await chunks.return?.();
      place.leave(outcome);
    }
  }

  /** The server's models; undefined where it does not say. */
  async models(signal?: AbortSignal): Promise<{ id: string; owner: string }[] | undefined> {
    const limit = new TimeLimit(MODEL_LIST_TIMEOUT_MS, signal, () => timeoutError(this.context));
    const answer: unknown = await this.#client
      .get('/models', { signal: limit.signal })
      .catch(() => undefined)
      .finally(() => limit.end());
    const parsed = modelListSchema.safeParse(answer);
    return parsed.success ? parsed.data.data.map(({ id, owned_by }) => ({ id, owner: owned_by ?? '' })) : undefined;
  }

  async #enter(signal: AbortSignal | undefined): Promise<Place> {
    const place = await this.#concurrency.enter(signal);
    this.meter.request();
    return place;
  }

  /** Notes that a request failed. */
  #failed(thrown: unknown): LoadSignal {
    this.meter.failure();
    return this.#fault(thrown).isOverload === true ? 'overloaded' : 'other';
  }

  #fault(thrown: unknown): ApiFault {
    return apiFault(thrown, this.context);
  }

  #object(answer: unknown): object {
    if (typeof answer === 'object' && answer !== null) return answer;
    const start = typeof answer === 'string' ? JSON.stringify(answer.slice(0, 80)) : String(answer);
    throw badAnswer(`it begins ${start}`, this.context);
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
