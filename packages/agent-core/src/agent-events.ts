import type { DecoderEvent } from './step-decoder.ts';
import type { Step, Trajectory } from './trajectory.ts';

/** What happens during a run, in order. `run-end` always comes, last, with everything that was done. */
export type AgentEvent =
  | { type: 'run-start'; id: string; question: string }
  | { type: 'step-start'; stepIndex: number }
  | (DecoderEvent & { stepIndex: number })
  | { type: 'step-end'; step: Step }
  | { type: 'final-answer-request' }
  | { type: 'run-end'; trajectory: Trajectory };
