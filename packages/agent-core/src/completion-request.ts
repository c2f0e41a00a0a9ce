import { z } from 'zod';
import { InvalidInputError } from './errors.ts';
import type { ChatMessage, CompletionRequest } from './model.ts';

/** A request whose values were checked, with every default filled in. */
export interface CheckedCompletionRequest {
  messages: readonly ChatMessage[];
  n: number;
  temperature: number;
  topP: number;
  topK: number | undefined;
  minP: number;
  repetitionPenalty: number;
  maxTokens: number | undefined;
  stop: readonly string[];
  seed: number | undefined;
  /** Empty where the request has none. */
  prefill: string;
}

const requestSchema = z.strictObject({
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
  n: z.int().min(1).default(1),
  temperature: z.number().min(0).default(0),
  topP: z.number().gt(0).lte(1).default(1),
  topK: z.int().min(1).optional(),
  minP: z.number().min(0).lt(1).default(0),
  repetitionPenalty: z.number().gt(0).default(1),
  maxTokens: z.int().min(1).optional(),
  stop: z.array(z.string().min(1)).default([]),
  seed: z.int().optional(),
  prefill: z
    .string()
    .refine(
      (text) => text === text.trimEnd(),
      'must not end in white space, which belongs to the token after it; use trimEnd()',
    )
    .default(''),
});

/**
 * Checks a completion request and fills in the defaults. Every {@link LanguageModel} calls it first, so that all of
 * them refuse the same requests in the same words.
 *
 * @throws InvalidInputError code `model/bad-request`, naming the field, its value and what is allowed
 */
export function checkCompletionRequest(request: CompletionRequest): CheckedCompletionRequest {
  const result = requestSchema.safeParse(request, { reportInput: true });
  if (!result.success) {
    const faults = result.error.issues.map((issue) => {
      const where = issue.path.length === 0 ? 'the request' : issue.path.join('.');
      return `${where} is ${shown(issue.input)}: ${issue.message}`;
    });
    throw new InvalidInputError(`The completion request can't be used: ${faults.join('; ')}.`, {
      code: 'model/bad-request',
      cause: result.error,
    });
  }
  const { topK, maxTokens, seed, ...rest } = result.data;
  return { ...rest, topK, maxTokens, seed };
}

function shown(value: unknown): string {
  const text = typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
