import type { Usage } from '@agentd/agent-core';
import type { JournalDamage } from './journal-lines.ts';

/** How far one method is on one benchmark, over all seeds. */
export interface CellProgress {
  method: string;
  benchmark: string;
  /** Results there are, those of earlier runs with them. */
  done: number;
  /** Of these, how many have a correct answer. */
  correct: number;
  /** Questions that ended in an error and have no result yet. */
  errors: number;
  total: number;
  /** All that was spent, failed attempts with it. */
  usage: Usage;
}

/** A method that failed too often in a row to go on with. */
export interface StoppedMethod {
  method: string;
  /** Why, and what to do. */
  message: string;
}

/** How far a run is. */
export interface EvaluationProgress {
  /** Every method on every benchmark it is run on, in the order given. */
  cells: readonly CellProgress[];
  done: number;
  errors: number;
  total: number;
  usage: Usage;
  stopped: readonly StoppedMethod[];
  /** Results and errors a minute since this run began; undefined before the first. */
  itemsPerMinute: number | undefined;
  /** At this pace, in milliseconds; undefined before the first result, 0 when nothing is left. */
  timeLeftMs: number | undefined;
}

/** What {@link runEvaluation} returns. */
export interface EvaluationSummary extends EvaluationProgress {
  journal: string;
  /** Whether every result is there: nothing was aborted, stopped or ended in an error. */
  complete: boolean;
  /** Whether the signal ended the run early. */
  aborted: boolean;
  /** Results of earlier runs that were not done again. */
  resumed: number;
  /** What could not be read in the journal. Results lost there were done again. */
  damage: JournalDamage;
  /**
   * Trajectories of which the store had another version already, from a run that was killed or from one with another
   * journal, and kept it: the model is not repeatable, and what is stored is not the run that was judged.
   */
  conflictingTrajectories: number;
}
