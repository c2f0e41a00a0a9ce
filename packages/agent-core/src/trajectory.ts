import { z } from 'zod';
import type { ExecutionResult, FinalAnswer, ToolCall } from './executor.ts';
import { jsonObjectSchema, jsonValueSchema } from './json.ts';
import type { ChatMessage } from './model.ts';
import { parseVersioned } from './parse-versioned.ts';
import { usageSchema } from './usage.ts';

/** Version of the serialised form below; a reader refuses a later one. */
export const TRAJECTORY_SCHEMA_VERSION = 1;

const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();

/** Schema of {@link ChatMessage}. */
export const chatMessageSchema: z.ZodType<ChatMessage> = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
});

const toolCallSchema: z.ZodType<ToolCall> = z.object({
  tool: z.string(),
  arguments: jsonObjectSchema,
  effect: z.enum(['read', 'write']),
  output: jsonValueSchema.exactOptional(),
  error: z.string().exactOptional(),
  pending: z.boolean().exactOptional(),
  memoised: z.boolean().exactOptional(),
  durationMs: milliseconds,
});

const finalAnswerSchema: z.ZodType<FinalAnswer> = z.object({
  text: z.string(),
  value: jsonValueSchema.exactOptional(),
  recoveredFrom: z.string().exactOptional(),
});

const executionResultSchema: z.ZodType<ExecutionResult> = z.object({
  status: z.enum(['ok', 'syntax-error', 'runtime-error', 'timeout', 'memory', 'blocked']),
  stdout: z.string(),
  value: z.string().exactOptional(),
  error: z
    .object({
      type: z.string(),
      message: z.string(),
      traceback: z.string(),
      line: count.exactOptional(),
    })
    .exactOptional(),
  finalAnswer: finalAnswerSchema.exactOptional(),
  toolCalls: z.array(toolCallSchema),
  durationMs: milliseconds,
});

/** Schema of {@link Candidate}. */
export const candidateSchema = z.object({
  /** 0 to N-1 in the order of the samples. */
  index: count,
  /** `ok`, or why the candidate is no valid action. `cancelled`: the vote was decided before it was needed. */
  status: z.enum(['ok', 'no-code', 'syntax-error', 'runtime-error', 'timeout', 'memory', 'blocked', 'cancelled']),
  /** The assistant turn as it would stay in the conversation. */
  text: z.string(),
  thought: z.string(),
  code: z.string(),
  /** What the parser had to put right. */
  repairs: z.array(z.string()),
  finishReason: z.enum(['stop', 'length', 'content-filter', 'other']),
  tokens: count,
  logprob: z.number().exactOptional(),
  execution: executionResultSchema.exactOptional(),
  /** Index of an earlier candidate with the same code, whose execution counts for this one too. */
  duplicateOf: count.exactOptional(),
});

/** One sampled thought and action, and what became of it. */
export type Candidate = z.infer<typeof candidateSchema>;

/** Schema of {@link Vote}. */
export const voteSchema = z.object({
  /** Outcome classes in the order in which they were first seen; `candidates` are indexes. */
  classes: z.array(z.object({ candidates: z.array(count), logprob: z.number().exactOptional() })),
  /** Index into `classes`, or null when no candidate was valid. */
  elected: count.nullable(),
  decidedBy: z.enum(['majority', 'tie-first-seen', 'tie-logprob', 'all-failed']),
  /** True where the remaining samples were cancelled because they could not change the result. */
  earlyStop: z.boolean(),
});

/** The vote of one step over its candidates' outcomes. */
export type Vote = z.infer<typeof voteSchema>;

/** Schema of {@link Step}. */
export const stepSchema = z.object({
  /** 0-based. */
  index: count,
  /** Text that the step's first thought was made to begin with (first-thought prefix). */
  prefill: z.string().exactOptional(),
  prefillMethod: z.enum(['native', 'instruction']).exactOptional(),
  /** The assistant turn as it stands in the conversation. */
  text: z.string(),
  thought: z.string(),
  code: z.string(),
  observation: z.string(),
  candidates: z.array(candidateSchema).min(1),
  /** Index into `candidates`. */
  elected: count,
  vote: voteSchema.exactOptional(),
  /** Candidates of a failed first round, where a repair round followed it. */
  failedRound: z.array(candidateSchema).exactOptional(),
  /** Calls that took effect: the elected candidate's, with its writes as they ran at commit. */
  toolCalls: z.array(toolCallSchema),
  usage: usageSchema,
  durationMs: milliseconds,
});

/** One turn of the loop: thought, code, observation, and everything that was tried for it. */
export type Step = z.infer<typeof stepSchema>;

const outcomeSchema = z.object({
  /**
   * `answered`: `final_answer` was called. `max-steps`: the limit was reached; `answer` then holds the reply to one
   * last request without code. `error`, `aborted`: the run did not finish, and has no answer.
   */
  status: z.enum(['answered', 'max-steps', 'error', 'aborted']),
  answer: finalAnswerSchema.exactOptional(),
  error: z.object({ code: z.string(), message: z.string() }).exactOptional(),
});

/** How a run ended. */
export type Outcome = z.infer<typeof outcomeSchema>;

/** Schema of {@link Trajectory}: one line of a JSONL file. */
export const trajectorySchema = z.object({
  schemaVersion: z.literal(TRAJECTORY_SCHEMA_VERSION),
  /** Deterministic: the same task, sample, model, parameters and prompt give the same id. */
  id: z.string(),
  task: z.object({ id: z.string(), question: z.string() }),
  model: z.object({ id: z.string() }),
  prompt: z.object({
    name: z.string(),
    version: z.string(),
    /** Everything before the first step: system, demonstrations, task. */
    messages: z.array(chatMessageSchema),
  }),
  decoder: z.object({ name: z.string(), settings: jsonObjectSchema }),
  executor: z.object({ id: z.string(), isolation: z.string() }),
  tools: z.array(z.string()),
  parameters: z.object({ maxSteps: count, maxTokens: count, timeoutMs: count, observationLimit: count }),
  seed: count,
  /** Package versions. */
  versions: z.record(z.string(), z.string()),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  steps: z.array(stepSchema),
  outcome: outcomeSchema,
  usage: usageSchema,
  durationMs: milliseconds,
});

/** The whole record of one run. */
export type Trajectory = z.infer<typeof trajectorySchema>;

/**
 * Reads one trajectory from its JSON text.
 * @param source where the text stands, for the error message, such as `runs.jsonl:12`
 * @throws InvalidInputError code `trajectory/invalid` that names the field, or `trajectory/too-new`
 */
export function parseTrajectory(json: string, source = 'trajectory'): Trajectory {
  return parseVersioned(json, source, {
    schema: trajectorySchema,
    version: TRAJECTORY_SCHEMA_VERSION,
    otherwise: 'is not a trajectory',
    codes: { invalid: 'trajectory/invalid', tooNew: 'trajectory/too-new' },
    package: '@agentd/agent-core',
  });
}
