import type { Session, ToolCall } from './executor.ts';
import type { JsonObject } from './json.ts';
import type { ChatMessage, LanguageModel } from './model.ts';
import type { Usage } from './usage.ts';
import type { PromptSet } from './prompts/prompt-set.ts';
import type { Candidate, Vote } from './trajectory.ts';

/** Everything a decoder needs to find the next step. */
export interface StepContext {
  /** 0-based. */
  stepIndex: number;
  /** The conversation so far, ending with the task or the last observation. */
  messages: readonly ChatMessage[];
  model: LanguageModel;
  /** The interpreter, in the state that the last step left. */
  session: Session;
  prompt: PromptSet;
  /** Text that the thought must begin with. */
  prefill?: string | undefined;
  /** Seed of this step; a decoder derives the seeds of its samples from it. */
  seed: number;
  /** Most tokens to generate for each candidate. */
  maxTokens: number;
  /** Wall-clock limit of each candidate's code. */
  timeoutMs: number;
  /** Most characters of an observation. */
  observationLimit: number;
  signal: AbortSignal;
}

/** What a decoder reports while it works. */
export type DecoderEvent =
  | { type: 'text'; candidate: number; text: string }
  | { type: 'candidate'; candidate: Candidate }
  | { type: 'vote'; vote: Vote }
  | { type: 'repair-round'; error: string };

/** The step that was chosen. Its state is the session's when the decoder returns. */
export interface DecodedStep {
  candidates: Candidate[];
  /** Index into `candidates`. */
  elected: number;
  vote?: Vote;
  failedRound?: Candidate[];
  toolCalls: ToolCall[];
  usage: Usage;
  prefillMethod?: 'native' | 'instruction';
}

/** A way of choosing the next thought and action. */
export interface StepDecoder {
  readonly name: string;
  /** Its parameters, as they stand in the trajectory. */
  readonly settings: JsonObject;
  /** Reports as it goes; the last item is always `decoded`. Leaving early cancels what is under way. */
  decode(context: StepContext): AsyncIterable<DecoderEvent | { type: 'decoded'; step: DecodedStep }>;
}
