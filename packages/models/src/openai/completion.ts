import type { Completion, Usage } from '@agentd/agent-core';
import { StopMatcher } from '../stop-matcher.ts';
import type { RawSample } from './answer.ts';
import type { RawUsage, TokenLogprob } from './answer-schemas.ts';

/**
 * A sample with its stop strings enforced.
 * @param text without the prefill
 * @param tokens as the server counts them; undefined where it does not
 */
export function toCompletion(
  index: number,
  sample: RawSample,
  text: string,
  stops: readonly string[],
  tokens: number | undefined,
): Completion {
  const matcher = new StopMatcher(stops);
  const cutAt = matcher.push(text);
  const stopString = cutAt ?? sample.stopString;
  const logprob = sample.logprobs && sumLogprobs(sample.logprobs, sample.text, text, cutAt && matcher.text);
  return {
    index,
    text: matcher.text,
    finishReason: cutAt === undefined ? sample.finishReason : 'stop',
    ...(stopString === undefined ? {} : { stopString }),
    tokens: tokens ?? estimateTokens(sample.text + sample.reasoning),
    ...(logprob === undefined ? {} : { logprob }),
    ...(sample.reasoning === '' ? {} : { reasoning: sample.reasoning }),
  };
}

/** Usage with the counts that the server did not give estimated from the text. */
export function toUsage(raw: RawUsage, promptText: string, completions: readonly Completion[]): Usage {
  const { promptTokens, completionTokens, cachedPromptTokens } = raw;
  return {
    promptTokens: promptTokens ?? estimateTokens(promptText),
    completionTokens: completionTokens ?? completions.reduce((sum, { tokens }) => sum + tokens, 0),
    ...(cachedPromptTokens === undefined ? {} : { cachedPromptTokens }),
    ...(promptTokens === undefined || completionTokens === undefined ? { estimated: true } : {}),
  };
}

/** About four characters make a token in English text and code. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/**
 * The sum over the tokens of `text`, the part of `whole` after the prefill, and, where it was cut at a stop string,
 * over those that begin before its `kept` part ends. Places are counted in bytes: a token may be part of a character.
 */
function sumLogprobs(tokens: readonly TokenLogprob[], whole: string, text: string, kept: string | undefined): number {
  const prefix = whole.slice(0, whole.length - text.length);
  // Some servers repeat the prefill in the text; its tokens were read, not generated, and are mostly not listed.
  const joined = tokens.map(({ token }) => token).join('');
  const start = joined.startsWith(prefix) ? bytesOf(prefix) : 0;
  const end = kept === undefined ? Infinity : start + bytesOf(kept);
  let at = 0;
  let sum = 0;
  for (const { token, logprob, bytes } of tokens) {
    if (at >= start && at < end) sum += logprob;
    at += bytes?.length ?? bytesOf(token);
  }
  return sum;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
