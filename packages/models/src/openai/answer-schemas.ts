import type { FinishReason } from '@agentd/agent-core';
import { z } from 'zod';

const tokenSchema = z.object({
  token: z.string(),
  logprob: z.number(),
  // A token may hold part of a character; `token` can't say that.
  bytes: z.array(z.int()).nullish(),
});
const logprobsSchema = z.object({ content: z.array(tokenSchema).nullish() }).nullish();
const count = z.int().nonnegative().nullish();

export const usageSchema = z
  .object({
    prompt_tokens: count,
    completion_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count }).nullish(),
    // DeepSeek's name for cached tokens.
    prompt_cache_hit_tokens: count,
  })
  .nullish();

/** Where servers put the thoughts of reasoning models: DeepSeek, llama.cpp and older vLLM; the others. */
const reasoningFields = { reasoning_content: z.string().nullish(), reasoning: z.string().nullish() };
// vLLM: the stop string, or the token, that ended the answer.
const stopReason = z.union([z.string(), z.int()]).nullish();
// OpenRouter: a provider's fault after the status was sent.
const errorSchema = z.object({ message: z.string().nullish(), code: z.union([z.int(), z.string()]).nullish() });

/** A whole answer. */
export const answerSchema = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      stop_reason: stopReason,
      logprobs: logprobsSchema,
      error: errorSchema.nullish(),
      message: z.object({ content: z.string().nullish(), refusal: z.string().nullish(), ...reasoningFields }),
    }),
  ),
  usage: usageSchema,
});

/** One piece of a streamed answer. */
export const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        stop_reason: stopReason,
        logprobs: logprobsSchema,
        delta: z.object({ content: z.string().nullish(), ...reasoningFields }).nullish(),
      }),
    )
    .nullish(),
  usage: usageSchema,
});

/** An error in place of an answer, although the status says that all is well. */
export const errorAnswerSchema = z.object({ error: errorSchema, choices: z.undefined().optional() });

/** A token with its log-probability. */
export type TokenLogprob = z.infer<typeof tokenSchema>;

/** Token counts as far as the server gave them. */
export interface RawUsage {
  promptTokens: number | undefined;
  completionTokens: number | undefined;
  cachedPromptTokens: number | undefined;
}

/** Reads the usage of an answer. */
export function readUsage(usage: z.infer<typeof usageSchema>): RawUsage {
  return {
    promptTokens: usage?.prompt_tokens ?? undefined,
    completionTokens: usage?.completion_tokens ?? undefined,
    cachedPromptTokens: usage?.prompt_tokens_details?.cached_tokens ?? usage?.prompt_cache_hit_tokens ?? undefined,
  };
}

/** The usage of several requests together. */
export function sumUsage(usages: readonly RawUsage[]): RawUsage {
  return {
    promptTokens: sumKnown(usages.map((usage) => usage.promptTokens)),
    completionTokens: sumKnown(usages.map((usage) => usage.completionTokens)),
    cachedPromptTokens: sumKnown(usages.map((usage) => usage.cachedPromptTokens)),
  };
}

/** The sum; undefined where one is not known, or there are none. */
function sumKnown(counts: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const one of counts) {
    if (one === undefined) return undefined;
    sum += one;
  }
  return counts.length === 0 ? undefined : sum;
}

/** Reads why an answer ended. */
export function readFinishReason(reason: string | null | undefined): FinishReason {
  if (reason === 'length') return 'length';
  if (reason === 'content_filter') return 'content-filter';
  // TGI's names for the end of turn and for a stop string are `eos_token` and `stop_sequence`.
  return reason === 'stop' || reason === 'eos_token' || reason === 'stop_sequence' ? 'stop' : 'other';
}
