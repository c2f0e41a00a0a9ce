import { chatMessageSchema } from '@agentd/agent-core';
import { z } from 'zod';

/** Schema of {@link FactExample}: one line of a file of them. */
export const factExampleSchema = z.object({
  id: z.string(),
  messages: z.array(chatMessageSchema.and(z.object({ learn: z.boolean() }))),
  /** The name in the question. */
  subject: z.string(),
  /** What was read from each search that found something. */
  found: z.array(z.string()),
});

/** A conversation to train on, and the names that it is about. */
export type FactExample = z.infer<typeof factExampleSchema>;
