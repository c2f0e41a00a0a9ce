import { ModelError, type Completion, type FinishReason, type Usage } from '@agentd/agent-core';
import { z } from 'zod';
import { StopMatcher } from '../stop-matcher.ts';
import { badAnswer, type ErrorContext } from './api-errors.ts';

const tokenSchema = z.object({ token: z.string(), logprob: z.number() });
const logprobsSchema = z.object({ content: z.array(tokenSchema).nullish() }).nullish();
const usageSchema = z.object({ prompt_tokens: z.int().nullish(), completion_tokens: z.int().nullish() }).nullish();

const choiceSchema = z.object({
  index: z.int().nullish(),
  finish_reason: z.string().nullish(),
  // vLLM: the stop string, or the token, that ended the answer.
  stop_reason: z.union([z.string(), z.int()]).nullish(),
  logprobs: logprobsSchema,
  message: z.object({
    content: z.string().nullish(),
    refusal: z.string().nullish(),
    // Where servers put the thoughts of reasoning models: DeepSeek and older vLLM, then newer vLLM.
    reasoning_content: z.string().nullish(),
    reasoning: z.string().nullish(),
  }),
});
const answerSchema = z.object({ choices: z.array(choiceSchema), usage: usageSchema });

const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        stop_reason: z.union([z.string(), z.int()]).nullish(),
        logprobs: logprobsSchema,
        delta: z.object({ content: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
  usage: usageSchema,
});

/** A token with its log-probability. */
export type TokenLogprob = z.infer<typeof tokenSchema>;

/** One sample as the server sent it. */
export interface RawSample {
  text: string;
  finishReason: FinishReason;
  stopString: string | undefined;
  logprobs: TokenLogprob[] | undefined;
  /** The answer holds no text at all; `reason` says why. */
  emptyBecause: string | undefined;
}

/** Token counts as far as the server gave them. */
export interface RawUsage {
  promptTokens: number | undefined;
  completionTokens: number | undefined;
}

/** A piece of a streamed answer. */
export interface RawChunk {
  text: string;
  finishReason: FinishReason | undefined;
  stopString: string | undefined;
  logprobs: TokenLogprob[] | undefined;
  usage: RawUsage | undefined;
}

/**
 * Reads an answer.
 * @throws ModelError `model/bad-answer` for another shape, `model/empty-answer` when no sample of it has any text
 */
export function readAnswer(answer: unknown, context: ErrorContext): { samples: RawSample[]; usage: RawUsage } {
  const result = answerSchema.safeParse(answer);
  if (!result.success) throw badAnswer(z.prettifyError(result.error).slice(0, 300), context);
  const samples = result.data.choices.map((choice): RawSample => {
    const { content, refusal, reasoning, reasoning_content } = choice.message;
    const thought = reasoning_content ?? reasoning ?? '';
    const finishReason = readFinishReason(choice.finish_reason);
    return {
      text: content ?? '',
      finishReason: refusal ? 'content-filter' : finishReason,
      stopString: typeof choice.stop_reason === 'string' ? choice.stop_reason : undefined,
      logprobs: choice.logprobs?.content ?? undefined,
      emptyBecause: emptyBecause(content, refusal, thought, finishReason),
    };
  });
  const reasons = samples.map((sample) => sample.emptyBecause);
  if (reasons.every((reason) => reason !== undefined)) {
    throw new ModelError(`${context.url} gave no text: ${reasons[0] ?? 'the answer has no choices'}.`, {
      code: 'model/empty-answer',
      isRetryable: true,
    });
  }
  const { usage } = result.data;
  return { samples, usage: readUsage(usage) };
}

/**
 * Reads a piece of a streamed answer.
 * @throws ModelError `model/bad-answer`
 */
export function readChunk(chunk: unknown, context: ErrorContext): RawChunk {
  const result = chunkSchema.safeParse(chunk);
  if (!result.success) throw badAnswer(z.prettifyError(result.error).slice(0, 300), context);
  const choice = result.data.choices?.[0];
  return {
    text: choice?.delta?.content ?? '',
    finishReason: choice?.finish_reason ? readFinishReason(choice.finish_reason) : undefined,
    stopString: typeof choice?.stop_reason === 'string' ? choice.stop_reason : undefined,
    logprobs: choice?.logprobs?.content ?? undefined,
    usage: result.data.usage ? readUsage(result.data.usage) : undefined,
  };
}

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
  const start = sample.text.length - text.length;
  const logprob =
    sample.logprobs && sumLogprobs(sample.logprobs, start, start + matcher.text.length, cutAt !== undefined);
  return {
    index,
    text: matcher.text,
    finishReason: cutAt === undefined ? sample.finishReason : 'stop',
    ...(stopString === undefined ? {} : { stopString }),
    tokens: tokens ?? estimateTokens(sample.text),
    ...(logprob === undefined ? {} : { logprob }),
  };
}

/** Usage with the counts that the server did not give estimated from the text. */
export function toUsage(raw: RawUsage, promptText: string, completions: readonly Completion[]): Usage {
  const { promptTokens, completionTokens } = raw;
  return {
    promptTokens: promptTokens ?? estimateTokens(promptText),
    completionTokens: completionTokens ?? completions.reduce((sum, { tokens }) => sum + tokens, 0),
    ...(promptTokens === undefined || completionTokens === undefined ? { estimated: true } : {}),
  };
}

/** About four characters make a token in English text and code. */
function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The sum over the tokens that begin from `start` on and, where the text was `cut` there, before `end`. */
function sumLogprobs(tokens: readonly TokenLogprob[], start: number, end: number, cut: boolean): number {
  let at = 0;
  let sum = 0;
  for (const { token, logprob } of tokens) {
    if (at >= start && (!cut || at < end)) sum += logprob;
    at += token.length;
  }
  return sum;
}

function readUsage(usage: z.infer<typeof usageSchema>): RawUsage {
  return {
    promptTokens: usage?.prompt_tokens ?? undefined,
    completionTokens: usage?.completion_tokens ?? undefined,
  };
}

function readFinishReason(reason: string | null | undefined): FinishReason {
  if (reason === 'length') return 'length';
  if (reason === 'content_filter') return 'content-filter';
  // TGI's names for the end of turn and for a stop string are `eos_token` and `stop_sequence`.
  return reason === 'stop' || reason === 'eos_token' || reason === 'stop_sequence' ? 'stop' : 'other';
}

/** An empty text is an answer (the model stopped at once); no text for one of these reasons is none. */
function emptyBecause(
  content: string | null | undefined,
  refusal: string | null | undefined,
  thought: string,
  finishReason: FinishReason,
): string | undefined {
  if (content) return undefined;
  if (refusal) return `the model refused (${refusal.slice(0, 200)})`;
  if (thought !== '' && finishReason === 'length') {
    return 'all tokens went into the reasoning before the answer; raise maxTokens or turn reasoning off';
  }
  if (thought !== '') return 'the model reasoned but wrote no answer';
  return content === '' ? undefined : 'the content is null';
}
