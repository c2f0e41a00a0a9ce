import { z } from 'zod';
import { parseVersioned } from './parse-versioned.ts';
import { chatMessageSchema } from './trajectory.ts';
import { usageSchema } from './usage.ts';

/** Version of the serialised form below; a reader refuses a later one. */
export const CHAINS_OF_THOUGHT_VERSION = 1;

const count = z.int().nonnegative();

/** Schema of {@link ChainsOfThought}: one line of a JSONL file. */
export const chainsOfThoughtSchema = z.object({
  schemaVersion: z.literal(CHAINS_OF_THOUGHT_VERSION),
  /** Deterministic: the same task, model, prompt, parameters and seed give the same id. */
  id: z.string().min(1),
  task: z.object({ id: z.string(), question: z.string() }),
  model: z.object({ id: z.string() }),
  prompt: z.object({
    name: z.string(),
    version: z.string(),
    /** What was sent: system and question, with the passages where there were some. */
    messages: z.array(chatMessageSchema),
  }),
  parameters: z.object({ temperature: z.number().nonnegative(), maxTokens: count }),
  seed: count,
  /** In the order of their indexes. */
  samples: z.array(
    z.object({
      index: count,
      text: z.string(),
      finishReason: z.enum(['stop', 'length', 'content-filter', 'other']),
      tokens: count,
      /** The scorer's verdict; absent where none was asked for. */
      score: z.object({ correct: z.boolean(), score: z.number(), reason: z.string() }).exactOptional(),
    }),
  ),
  /** Package versions. */
  versions: z.record(z.string(), z.string()),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  usage: usageSchema,
  durationMs: z.number().nonnegative(),
});

/** The chains of thought that one request drew for one question: prefix source and baseline training data. */
export type ChainsOfThought = z.infer<typeof chainsOfThoughtSchema>;

/**
 * Reads the chains of thought of one question from their JSON text.
 * @param source where the text stands, for the error message, such as `chains.jsonl:12`
 * @throws InvalidInputError code `chains-of-thought/invalid` that names the field, or `chains-of-thought/too-new`
 */
export function parseChainsOfThought(json: string, source = 'chains of thought'): ChainsOfThought {
  return parseVersioned(json, source, {
    schema: chainsOfThoughtSchema,
    version: CHAINS_OF_THOUGHT_VERSION,
    otherwise: 'holds no chains of thought',
    codes: { invalid: 'chains-of-thought/invalid', tooNew: 'chains-of-thought/too-new' },
    package: '@agentd/agent-core',
  });
}
