import type { ChatMessage, CheckedCompletionRequest } from '@agentd/agent-core';
import type { ChatBody, ExtraFields } from './chat-api.ts';
import type { Dialect } from './dialect.ts';
import type { OpenAISettings } from './options.ts';

/** What is left out of requests because the server refused it once. */
export interface Learned {
  /** The server draws one sample a request, whatever `n` says. */
  singleSamples: boolean;
  noLogprobs: boolean;
  noSeed: boolean;
  noStreamUsage: boolean;
  maxTokensField: Dialect['maxTokensField'];
}

/** How one HTTP request differs from the request it is part of. */
export interface Variant {
  n: number;
  seed: number | undefined;
}

/** The body of a request in the server's dialect. */
export function chatBody(
  request: CheckedCompletionRequest,
  variant: Variant,
  dialect: Dialect,
  learned: Learned,
  settings: OpenAISettings,
): ChatBody {
  const { temperature, topP, maxTokens, stop, prefill } = request;
  const nativePrefill = prefill !== '' && dialect.prefill !== undefined;
  const body: ChatBody & ExtraFields = {
    model: settings.model,
    messages: nativePrefill
      ? [...request.messages, { role: 'assistant', content: prefill, ...dialect.prefill?.message }]
      : withInstruction(request.messages, prefill),
    ...(nativePrefill ? dialect.prefill?.body : {}),
    ...settings.extraBody,
  };
  // Reasoning models at OpenAI refuse these fields altogether, also with the default values.
  if (dialect.kind !== 'openai' || temperature !== 1) body.temperature = temperature;
  if (topP !== 1) body.top_p = topP;
  if (variant.n > 1) body.n = variant.n;
  if (maxTokens !== undefined) body[learned.maxTokensField] = maxTokens;
  if (stop.length > 0) body.stop = stop.slice(0, dialect.maxStops);
  if (variant.seed !== undefined && dialect.seed && !learned.noSeed) body.seed = variant.seed;
  if (settings.logprobs && dialect.logprobs && !learned.noLogprobs) body.logprobs = true;
  return body;
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
