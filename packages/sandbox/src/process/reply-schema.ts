import { ExecutorError, jsonObjectSchema, jsonValueSchema } from '@agentd/agent-core';
import { z } from 'zod';
import type { Reply } from './protocol.ts';

const count = z.number().int().nonnegative();

const outcome = z.object({
  status: z.enum(['ok', 'syntax-error', 'runtime-error', 'timeout', 'memory', 'blocked', 'interrupted']),
  stdout: z.string(),
  value: z.string().optional(),
  error: z
    .object({ type: z.string(), message: z.string(), traceback: z.string(), line: z.number().int().optional() })
    .optional(),
  finalAnswer: z.object({ text: z.string(), value: jsonValueSchema.optional() }).optional(),
});

const reply: z.ZodType<Reply> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), stage: z.string() }),
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('result'), id: count, outcome }),
  z.object({ type: z.literal('committed'), id: count }),
  z.object({ type: z.literal('reset'), id: count, memoryBytes: count }),
  z.object({ type: z.literal('tool'), tool: z.string(), arguments: jsonObjectSchema }),
  z.object({ type: z.literal('snapshot'), header: z.object({ bytes: count, crc32: count, dispatch: count }) }),
  z.object({ type: z.literal('failed'), message: z.string(), code: z.string().startsWith('executor/').optional() }),
]);

/** Checks what the child sent: it runs code that nobody has read, so nothing from it is taken on trust. */
export function parseReply(text: string): Reply {
  try {
    return reply.parse(JSON.parse(text));
  } catch (cause) {
    throw new ExecutorError('The sandbox process sent what is no message of its protocol.', {
      code: 'executor/protocol',
      cause,
    });
  }
}
