import {
  cotPrompt,
  InvalidInputError,
  type CotPromptSet,
  type LanguageModel,
  type Retriever,
} from '@agentd/agent-core';
import { z } from 'zod';

/** What every chain of thought takes. */
export interface ChainOfThoughtOptions {
  model: LanguageModel;
  /** As in reports and journals. */
  name?: string;
  /** Default: `cotPrompt`. */
  prompt?: CotPromptSet;
  /** Most tokens of one chain of thought; default 2048. */
  maxTokens?: number;
}

/** Passages that are shown before the question. */
export interface RetrievalOptions {
  retriever: Retriever;
  /** How many; default 3, as in the paper. */
  k?: number;
  /** Longer passages are cut; default: whole. */
  maxPassageCharacters?: number;
}

const settingsSchema = z.object({
  name: z.string().min(1).optional(),
  maxTokens: z.int().positive().default(2048),
  temperature: z.number().min(0).max(2),
  samples: z.int().positive(),
  k: z.int().positive().default(3),
  maxPassageCharacters: z.int().positive().optional(),
});

/** A chain of thought with its defaults filled in. */
export interface CheckedChainOfThought {
  model: LanguageModel;
  prompt: CotPromptSet;
  maxTokens: number;
  temperature: number;
  samples: number;
  retrieval: { retriever: Retriever; k: number; maxPassageCharacters: number | undefined } | undefined;
}

/** @throws InvalidInputError `evaluator/options` that names the method, the option and its value */
export function checkChainOfThought(
  method: string,
  options: ChainOfThoughtOptions & Partial<RetrievalOptions> & { temperature: number; samples: number },
): CheckedChainOfThought {
  const result = settingsSchema.safeParse(options, { reportInput: true });
  if (!result.success) throw badOptions(method, result.error);
  const { maxTokens, temperature, samples, k, maxPassageCharacters } = result.data;
  const { model, prompt = cotPrompt, retriever } = options;
  const retrieval = retriever === undefined ? undefined : { retriever, k, maxPassageCharacters };
  return { model, prompt, maxTokens, temperature, samples, retrieval };
}

/** The error of options that cannot be used, with the values. */
export function badOptions(method: string, error: z.ZodError): InvalidInputError {
  const faults = error.issues.map(
    ({ path, input, message }) => `${path.join('.')} is ${JSON.stringify(input)}: ${message}`,
  );
  return new InvalidInputError(`Options of ${method}: ${faults.join('; ')}.`, {
    code: 'evaluator/options',
    cause: error,
  });
}
