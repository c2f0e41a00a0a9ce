import { z } from 'zod';

const count = z.int().nonnegative();

/** Schema of {@link Usage}. */
export const usageSchema = z.object({
  promptTokens: count,
  completionTokens: count,
  /** How many of the prompt tokens came from the server's or the engine's prefix cache, where that is known. */
  cachedPromptTokens: count.exactOptional(),
  /** What it cost, in the currency of the price table; present where the model was given one. */
  cost: z.number().nonnegative().exactOptional(),
  /** True where counts were estimated from the text. */
  estimated: z.boolean().exactOptional(),
});

/** Tokens that a request cost. */
export type Usage = z.infer<typeof usageSchema>;

/** No tokens. */
export const noUsage: Usage = { promptTokens: 0, completionTokens: 0 };

/** The sum of two usages; what only one of them knows (cache, cost) counts as nothing in the other. */
export function addUsage(a: Usage, b: Usage): Usage {
  const cachedPromptTokens = sumOf(a.cachedPromptTokens, b.cachedPromptTokens);
  const cost = sumOf(a.cost, b.cost);
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    ...(cachedPromptTokens === undefined ? {} : { cachedPromptTokens }),
    ...(cost === undefined ? {} : { cost }),
    ...(a.estimated === true || b.estimated === true ? { estimated: true } : {}),
  };
}

function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
