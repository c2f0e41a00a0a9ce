import { ModelError, type ChatMessage, type CheckedCompletionRequest, type JsonObject } from '@agentd/agent-core';
import { sampleSeed } from '../random.ts';
import type { ChatBody } from './chat-api.ts';
import type { OpenAISettings } from './options.ts';
import type { ServerProfile } from './server-profiles.ts';

/** What is left out of requests because the server refused it once. */
export interface Learned {
  /** Most samples that the server draws for one request. */
  mostSamples: number;
  noLogprobs: boolean;
  noSeed: boolean;
  noStreaming: boolean;
  noStreamUsage: boolean;
  maxTokensField: ServerProfile['maxTokensField'];
}

/** How one HTTP request differs from the request it is part of. */
export interface Variant {
  n: number;
  seed: number | undefined;
}

/** One HTTP request for `n` samples from the one with this index on. */
export function variantOf({ seed }: CheckedCompletionRequest, sample: number, n: number): Variant {
  return { n, seed: seed === undefined ? undefined : sampleSeed(seed, sample) };
}

/** The body of a request in the server's dialect. */
export function chatBody(
  request: CheckedCompletionRequest,
  variant: Variant,
  profile: ServerProfile,
  learned: Learned,
  settings: OpenAISettings,
): ChatBody {
  const { temperature, topP, maxTokens, stop, prefill } = request;
  const nativePrefill = prefill !== '' && profile.prefill !== undefined;
  const body: ChatBody = {
    model: settings.model,
    messages: nativePrefill
      ? [...request.messages, { role: 'assistant', content: prefill, ...profile.prefill?.message }]
      : withInstruction(request.messages, prefill),
    ...(nativePrefill ? profile.prefill?.body : {}),
    ...samplerFields(request, profile),
    ...settings.extraBody,
  };
  // Reasoning models at OpenAI refuse these fields altogether, also with the default values; the defaults of other
  // servers are others (llama.cpp's top_p is 0.95).
  if (profile.kind !== 'openai' || temperature !== 1) body.temperature = temperature;
  if (profile.kind !== 'openai' || topP !== 1) body.top_p = topP;
  if (variant.n > 1) body.n = variant.n;
  if (maxTokens !== undefined) body[learned.maxTokensField] = maxTokens;
  if (stop.length > 0) body.stop = stop.slice(0, profile.maxStops);
  if (variant.seed !== undefined && profile.seed && !learned.noSeed) body.seed = variant.seed;
  if (settings.logprobs && profile.logprobs && !learned.noLogprobs) body.logprobs = true;
  return body;
}

/**
 * The fields that narrow sampling.
 * @throws ModelError `model/unsupported` for one that the server has no field for
 */
function samplerFields(
  request: CheckedCompletionRequest,
  { kind, samplers, plainSampling }: ServerProfile,
): JsonObject {
  const fields: JsonObject = { ...plainSampling };
  const asked = {
    topK: request.topK,
    minP: request.minP === 0 ? undefined : request.minP,
    repetitionPenalty: request.repetitionPenalty === 1 ? undefined : request.repetitionPenalty,
  };
  for (const name of ['topK', 'minP', 'repetitionPenalty'] as const) {
    const value = asked[name];
    const field = samplers[name];
    if (value === undefined) continue;
    if (field === undefined) {
      throw new ModelError(
        `${name} is ${value}, but servers of the kind ${kind} have no field for it. Leave it out, say which server it ` +
          'is with the option server, or name the field with the option profile.samplers.',
        { code: 'model/unsupported' },
      );
    }
    fields[field] = value;
  }
  return fields;
}

/** For servers that can't go on from a text: asks for an answer that begins with it. */
function withInstruction(messages: readonly ChatMessage[], prefill: string): ChatMessage[] {
  if (prefill === '') return [...messages];
  const instruction =
    'Begin your answer with exactly the following text, word for word and without quotation marks, then go on from there:\n' +
    prefill;
  const last = messages.at(-1);
  if (last?.role !== 'user') return [...messages, { role: 'user', content: instruction }];
  return [...messages.slice(0, -1), { role: 'user', content: `${last.content}\n\n${instruction}` }];
}

/**
 * Finds what to leave out after the server refused a request, and notes it.
 * @returns whether the request is worth repeating without it
 */
export function learnFrom(refusal: string, body: ChatBody, learned: Learned): boolean {
  if (body.logprobs === true && /logprob/i.test(refusal)) return (learned.noLogprobs = true);
  if (body.stream_options !== undefined && /stream_options|include_usage/i.test(refusal)) {
    return (learned.noStreamUsage = true);
  }
  if (body.max_tokens !== undefined && /max_completion_tokens/.test(refusal)) {
    learned.maxTokensField = 'max_completion_tokens';
    return true;
  }
  if (body.max_completion_tokens !== undefined && /max_completion_tokens/.test(refusal)) {
    learned.maxTokensField = 'max_tokens';
    return true;
  }
  if (body.seed !== undefined && /\bseed\b/i.test(refusal)) return (learned.noSeed = true);
  return false;
}

/** How many samples a request may ask for at most, by the words in which one for `n` was refused. */
export function samplesAllowed(refusal: string, n: number): number | undefined {
  const words = /\bn\b.*?(?:<=|at most|less than or equal to|no more than|maximum(?: of| is)?|up to)\s*(\d+)/i;
  const most = Number(words.exec(refusal)?.[1]);
  return most >= 1 && most < n ? most : undefined;
}
