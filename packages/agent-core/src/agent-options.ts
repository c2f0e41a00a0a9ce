import { z } from 'zod';
import { InvalidInputError } from './errors.ts';
import type { Executor } from './executor.ts';
import type { LanguageModel } from './model.ts';
import type { PromptSet } from './prompts/prompt-set.ts';
import type { StepDecoder } from './step-decoder.ts';
import type { Tool } from './tool.ts';

/** What an {@link Agent} is made of. */
export interface AgentOptions {
  model: LanguageModel;
  executor: Executor;
  tools?: readonly Tool[];
  /** Default: `GreedyDecoder`. */
  decoder?: StepDecoder;
  /** Default: `agentPrompt()`. */
  prompt?: PromptSet;
  /** Default 5, as in the paper. */
  maxSteps?: number;
  /** Most tokens of one thought and action; default 1024. */
  maxTokens?: number;
  /** Wall-clock milliseconds for one action's code; default 10,000. */
  timeoutMs?: number;
  /** Most characters of one observation; default 10,000. */
  observationLimit?: number;
}

/** A question with a name of its own. */
export interface Task {
  id: string;
  question: string;
}

/** What one run takes. */
export interface AgentRunOptions {
  signal?: AbortSignal | undefined;
  /** Makes sampling repeatable with models that take a seed; default 0. */
  seed?: number;
  /** Text that the first thought must begin with (first-thought prefix, section 3.1 of the paper). */
  firstThoughtPrefix?: string;
}

const limits = z.object({
  maxSteps: z.int().positive().default(5),
  maxTokens: z.int().positive().default(1024),
  timeoutMs: z.int().positive().default(10_000),
  observationLimit: z.int().min(100).default(10_000),
});

/** The limits of a run with their defaults. */
export type AgentLimits = z.output<typeof limits>;

/** @throws InvalidInputError that names the option and its value */
export function agentLimits(options: AgentOptions): AgentLimits {
  const parsed = limits.safeParse(options);
  if (!parsed.success) {
    throw new InvalidInputError(`Agent options are not usable: ${z.prettifyError(parsed.error)}`, {
      code: 'agent/bad-options',
      cause: parsed.error,
    });
  }
  const names = (options.tools ?? []).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InvalidInputError(`Two tools are called ${twice}; give one of them another name.`, {
      code: 'agent/bad-options',
    });
  }
  return parsed.data;
}

const runInput = z.object({
  id: z.string().min(1),
  question: z.string().trim().min(1),
  seed: z.int().nonnegative(),
});

/** @throws InvalidInputError when the question is empty or the seed is no non-negative integer */
export function checkRun(task: Task, seed: number): void {
  const parsed = runInput.safeParse({ ...task, seed });
  if (parsed.success) return;
  throw new InvalidInputError(`The run cannot start: ${z.prettifyError(parsed.error)}`, {
    code: 'agent/bad-task',
    cause: parsed.error,
  });
}
