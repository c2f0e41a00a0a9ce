import { ModelError, type FinishReason } from '@agentd/agent-core';
import { z } from 'zod';
import { answerFault, badAnswer, type ErrorContext } from './api-errors.ts';
import {
  answerSchema,
  chunkSchema,
  errorAnswerSchema,
  readFinishReason,
  readUsage,
  type RawUsage,
  type TokenLogprob,
} from './answer-schemas.ts';
import { splitThinking } from './thinking.ts';

/** One sample as the server sent it. */
export interface RawSample {
  text: string;
  /** What was thought before it; empty where that is not known. */
  reasoning: string;
  finishReason: FinishReason;
  stopString: string | undefined;
  logprobs: TokenLogprob[] | undefined;
}

/** All samples of one answer. */
export interface RawAnswer {
  samples: RawSample[];
  usage: RawUsage;
}

/** A piece of a streamed answer. */
export interface RawChunk {
  text: string;
  reasoning: string;
  finishReason: FinishReason | undefined;
  stopString: string | undefined;
  logprobs: TokenLogprob[] | undefined;
  usage: RawUsage | undefined;
}

/** How answers are read. */
export interface ReadOptions {
  context: ErrorContext;
  /** Whether `<think>…</think>` before the answer is taken out of the text. */
  separateThinking: boolean;
  /** Told what the request used before an answer that can't be used is refused. */
  onUnusable: (usage: RawUsage) => void;
}

/**
 * Reads an answer.
 * @throws ModelError `model/bad-answer` for another shape, `model/empty-answer` when no sample of it has any text, and
 *   whatever the server says in place of an answer
 */
export function readAnswer(answer: unknown, { context, separateThinking, onUnusable }: ReadOptions): RawAnswer {
  const failed = errorAnswerSchema.safeParse(answer);
  if (failed.success) throw answerFault(failed.data.error, context);
  const result = answerSchema.safeParse(answer);
  if (!result.success) throw badAnswer(z.prettifyError(result.error).slice(0, 300), context);
  const usage = readUsage(result.data.usage);
  const reasons: (EmptyAnswer | undefined)[] = [];
  const samples = result.data.choices.map((choice): RawSample => {
    if (choice.error) throw answerFault(choice.error, context);
    const { content, refusal, reasoning, reasoning_content } = choice.message;
    const split = separateThinking ? splitThinking(content ?? '') : { answer: content ?? '', reasoning: '' };
    const sample: RawSample = {
      text: split.answer,
      reasoning: [reasoning_content ?? reasoning ?? '', split.reasoning].filter((text) => text !== '').join('\n'),
      finishReason: refusal ? 'content-filter' : readFinishReason(choice.finish_reason),
      stopString: typeof choice.stop_reason === 'string' ? choice.stop_reason : undefined,
      logprobs: choice.logprobs?.content ?? undefined,
    };
    reasons.push(emptyAnswer(sample, content === null || content === undefined, refusal));
    return sample;
  });
  if (reasons.every((reason) => reason !== undefined)) {
    onUnusable(usage);
    throw emptyError(reasons[0] ?? { why: 'the answer has no choices', isRetryable: true }, context);
  }
  return { samples, usage };
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
    reasoning: choice?.delta?.reasoning_content ?? choice?.delta?.reasoning ?? '',
    finishReason: choice?.finish_reason ? readFinishReason(choice.finish_reason) : undefined,
    stopString: typeof choice?.stop_reason === 'string' ? choice.stop_reason : undefined,
    logprobs: choice?.logprobs?.content ?? undefined,
    usage: result.data.usage ? readUsage(result.data.usage) : undefined,
  };
}

/** Why there is no text, and whether the same request may do better. */
interface EmptyAnswer {
  why: string;
  isRetryable: boolean;
}

/** An empty text is an answer (the model stopped at once); no text for one of these reasons is none. */
export function emptyAnswer(
  { text, reasoning, finishReason }: RawSample,
  isNull: boolean,
  refusal?: string | null,
): EmptyAnswer | undefined {
  if (text !== '') return undefined;
  if (refusal) return { why: `the model refused (${refusal.slice(0, 200)})`, isRetryable: false };
  if (reasoning !== '' && finishReason === 'length') {
    const why = 'all tokens went into the reasoning before the answer; raise maxTokens or turn reasoning off';
    return { why, isRetryable: false };
  }
  if (reasoning !== '') return { why: 'the model reasoned but wrote no answer', isRetryable: false };
  return isNull ? { why: 'the content is null', isRetryable: true } : undefined;
}

/** The error for an answer without text. */
export function emptyError({ why, isRetryable }: EmptyAnswer, { url, redact }: ErrorContext): ModelError {
  return new ModelError(`${url} gave no text: ${redact(why)}.`, { code: 'model/empty-answer', isRetryable });
}
