import { addUsage, noUsage, type Candidate, type Trajectory, type Usage } from '@agentd/sag';
import { dropCause, type DropCause } from './outcome.ts';

/** What one or more runs cost, and what became of their candidates. */
export interface RunSummary {
  steps: number;
  /** Candidates that were sampled to their end. */
  candidates: number;
  /** Samples that were not needed because the vote was decided. */
  cancelled: number;
  /** Candidates that were no valid action, by cause. */
  dropped: Partial<Record<DropCause, number>>;
  usage: Usage;
  seconds: number;
}

/** Adds up runs. */
export function summarise(runs: readonly Trajectory[]): RunSummary {
  const all = runs.flatMap(({ steps }) => steps.flatMap(everyCandidate));
  const dropped: RunSummary['dropped'] = {};
  for (const candidate of all) {
    const cause = dropCause(candidate);
    if (cause !== undefined) dropped[cause] = (dropped[cause] ?? 0) + 1;
  }
  const cancelled = all.filter(({ status }) => status === 'cancelled').length;
  return {
    steps: sum(runs, ({ steps }) => steps.length),
    candidates: all.length - cancelled,
    cancelled,
    dropped,
    usage: runs.map((run) => run.usage).reduce(addUsage, noUsage),
    seconds: sum(runs, ({ durationMs }) => durationMs) / 1000,
  };
}

function everyCandidate({ candidates, failedRound = [] }: Trajectory['steps'][number]): Candidate[] {
  return [...failedRound, ...candidates];
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
