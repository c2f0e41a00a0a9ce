import { InvalidInputError, type CompletionRequest } from '@agentd/agent-core';
import { z } from 'zod';

const bodySchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
  n: z.int().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
  min_p: z.number().nullish(),
  repetition_penalty: z.number().nullish(),
  max_tokens: z.int().nullish(),
  max_completion_tokens: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  seed: z.int().nullish(),
  logprobs: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  continue_final_message: z.boolean().nullish(),
  add_generation_prompt: z.boolean().nullish(),
});

/** A chat completions request, read. */
export interface ChatRequest {
  model: string;
  request: CompletionRequest;
  logprobs: boolean;
  stream: boolean;
  streamUsage: boolean;
}

/**
 * Reads the body of a chat completions request.
 * @throws InvalidInputError `model/bad-request`
 */
export function readChatRequest(text: string): ChatRequest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw badRequest('The body is not valid JSON.', cause);
  }
  const result = bodySchema.safeParse(json);
  if (!result.success) throw badRequest(z.prettifyError(result.error), result.error);
  const body = result.data;
  const messages = [...body.messages];
  let prefill: string | undefined;
  if (body.continue_final_message === true) {
    if (body.add_generation_prompt !== false) {
      throw badRequest('continue_final_message needs add_generation_prompt to be false.');
    }
    const last = messages.pop();
    if (last?.role !== 'assistant') throw badRequest('continue_final_message needs a last message of the assistant.');
    prefill = last.content;
  }
  const stop = typeof body.stop === 'string' ? [body.stop] : (body.stop ?? []);
  const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? undefined;
  return {
    model: body.model,
    request: {
      messages,
      n: body.n ?? 1,
      temperature: body.temperature ?? 1,
      topP: body.top_p ?? 1,
      minP: body.min_p ?? 0,
      repetitionPenalty: body.repetition_penalty ?? 1,
      // 0 and -1 stand for all, as with vLLM.
      ...((body.top_k ?? 0) > 0 ? { topK: Number(body.top_k) } : {}),
      stop,
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(body.seed === null || body.seed === undefined ? {} : { seed: body.seed }),
      ...(prefill === undefined ? {} : { prefill }),
    },
    logprobs: body.logprobs ?? false,
    stream: body.stream ?? false,
    streamUsage: body.stream_options?.include_usage ?? false,
  };
}

function badRequest(message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(message, { code: 'model/bad-request', cause });
}
