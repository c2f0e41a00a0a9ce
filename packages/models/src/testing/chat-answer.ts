import { AgentdError, type Completion, type FinishReason, type JsonObject, type Usage } from '@agentd/agent-core';

const finishReasons: Record<FinishReason, string> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  other: 'stop',
};

/** The part of a choice that whole and streamed answers share. */
export function choiceEnd({ finishReason, stopString }: Completion): JsonObject {
  return { finish_reason: finishReasons[finishReason], stop_reason: stopString ?? null };
}

/** One choice of a whole answer. */
export function choice(completion: Completion, logprobs: boolean): JsonObject {
  return {
    index: completion.index,
    message: {
      role: 'assistant',
      content: completion.text,
      ...(completion.reasoning === undefined ? {} : { reasoning_content: completion.reasoning }),
    },
    logprobs: logprobs ? tokenLogprobs(completion) : null,
    ...choiceEnd(completion),
  };
}

/** OpenAI's form of the usage. */
export function usageFields({ promptTokens, completionTokens, cachedPromptTokens }: Usage): JsonObject {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: cachedPromptTokens === undefined ? null : { cached_tokens: cachedPromptTokens },
  };
}

/**
 * A completion has one log-probability for the whole text, the protocol one for each token: the sum is shared out
 * evenly over as many pieces as there are tokens. Only the number of pieces and their sum mean something.
 */
export function tokenLogprobs({ text, tokens, logprob }: Completion): JsonObject | null {
  if (logprob === undefined) return null;
  const content = Array.from({ length: tokens }, (_, at) => ({
    token: text.slice(Math.floor((at * text.length) / tokens), Math.floor(((at + 1) * text.length) / tokens)),
    logprob: logprob / tokens,
    bytes: null,
    top_logprobs: [],
  }));
  return { content, refusal: null };
}

/** HTTP status and body for an error. */
export function errorAnswer(error: unknown): { status: number; body: JsonObject } {
  const known = AgentdError.isInstance(error);
  const code = known ? error.code : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  const status =
    code === 'model/bad-request' || code === 'model/context-overflow'
      ? 400
      : code === 'model/not-found'
        ? 404
        : code === 'model/unauthorised'
          ? 401
          : known && error.isRetryable
            ? 503
            : 500;
  const shortCode = code === 'model/context-overflow' ? 'context_length_exceeded' : code;
  return {
    status,
    body: { error: { message, type: status < 500 ? 'invalid_request_error' : 'server_error', code: shortCode } },
  };
}
