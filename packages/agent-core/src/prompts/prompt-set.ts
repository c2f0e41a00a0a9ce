import type { ExecutionResult } from '../executor.ts';
import type { ChatMessage } from '../model.ts';
import type { Tool } from '../tool.ts';

/** What an observation is rendered from. */
export interface ObservationInput {
  /** Absent where the turn had no code to run. */
  execution?: ExecutionResult | undefined;
  /** Errors of writes that ran at commit. */
  commitErrors: readonly string[];
  /** Most characters of the output shown; longer output is cut in the middle. */
  limit: number;
}

/**
 * The words of one kind of agent: everything the model reads that is not its own. Teacher, training data and student
 * use the same set, so that the student meets the bytes it was trained on.
 */
export interface PromptSet {
  readonly name: string;
  /** Changes whenever a byte of the output changes. */
  readonly version: string;
  /** Strings that end a turn. */
  readonly stop: readonly string[];
  /** Everything before the first step: system, demonstrations, task. */
  opening(question: string, tools: readonly Tool[]): ChatMessage[];
  /** The user turn after an action. */
  observation(input: ObservationInput): string;
  /** The user turn that asks for an answer without code once the steps are used up. */
  finalAnswerRequest(question: string): string;
}
