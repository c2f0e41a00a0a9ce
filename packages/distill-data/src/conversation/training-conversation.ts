import { InvalidInputError, jsonObjectSchema } from '@agentd/agent-core';
import { z } from 'zod';

/** Version of the serialised form below; a reader refuses a later one. */
export const TRAINING_CONVERSATION_VERSION = 1;

const count = z.int().nonnegative();

/** Part of a message's content in UTF-16 code units, `end` excluded. */
const learntSpanSchema = z
  .object({ start: count, end: count })
  .refine(({ start, end }) => start < end, { error: 'a span ends after it starts' });

const trainingMessageSchema = z
  .object({
    role: z.enum(['system', 'user', 'assistant']),
    content: z.string(),
    /**
     * What the student learns to write itself: the whole turn with its end, nothing, or parts of the content. The end
     * of the turn is learnt where the last part reaches the end of the content.
     */
    learn: z.union([z.boolean(), z.array(learntSpanSchema)]),
  })
  .superRefine(({ role, content, learn }, context) => {
    if (role !== 'assistant' && learn !== false) {
      context.addIssue({ code: 'custom', path: ['learn'], message: `only assistant messages are learnt, not ${role}` });
    }
    let reached = 0;
    for (const { start, end } of Array.isArray(learn) ? learn : []) {
      if (start < reached || end > content.length) {
        context.addIssue({
          code: 'custom',
          path: ['learn'],
          message: `span ${start}-${end} overlaps another or leaves the ${content.length} characters of the content`,
        });
      }
      reached = end;
    }
  });

/** Schema of {@link TrainingConversation}: one line of a JSONL file. */
export const trainingConversationSchema = z.object({
  schemaVersion: z.literal(TRAINING_CONVERSATION_VERSION),
  /** Unique in a data set; deterministic. */
  id: z.string().min(1),
  question: z.object({ id: z.string(), text: z.string() }),
  /** An agent's run, a chain of thought, or one that was shown passages. */
  kind: z.enum(['agent', 'cot', 'cot-rag']),
  messages: z.array(trainingMessageSchema).min(1),
  provenance: z.object({
    /** Id of the trajectory or of the chains of thought. */
    source: z.string(),
    /** The teacher. */
    model: z.string(),
    prompt: z.object({ name: z.string(), version: z.string() }),
    /** Whether the first thought began with a first-thought prefix. */
    firstThoughtPrefix: z.boolean().exactOptional(),
    /** Actions of an agent's run, and how many of them failed. */
    steps: count.exactOptional(),
    failedSteps: count.exactOptional(),
    /** Anything else, such as the file that an imported log came from. */
    more: jsonObjectSchema.exactOptional(),
  }),
});

/** One conversation to learn from, before any tokenizer has seen it. */
export type TrainingConversation = z.infer<typeof trainingConversationSchema>;

/** One turn of a {@link TrainingConversation}. */
export type TrainingMessage = TrainingConversation['messages'][number];

/** What kind of student a conversation is for. */
export type ConversationKind = TrainingConversation['kind'];

/**
 * Reads one conversation from its JSON text.
 * @param source where the text stands, for the error message, such as `data.jsonl:12`
 * @throws InvalidInputError code `distill-data/bad-conversation` that names the field
 */
export function parseConversation(json: string, source = 'conversation'): TrainingConversation {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw new InvalidInputError(`${source} is not JSON: ${String(cause)}`, {
      code: 'distill-data/bad-conversation',
      cause,
    });
  }
  const parsed = trainingConversationSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`${source} is not a training conversation: ${z.prettifyError(parsed.error)}`, {
    code: 'distill-data/bad-conversation',
    cause: parsed.error,
  });
}
