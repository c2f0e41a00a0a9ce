import type { Trajectory } from '@agentd/agent-core';
import { isRight, type SamplingStore } from '@agentd/ftp-sampler';

/** How the first action went. */
export type FirstAction = 'ok' | 'parse-error' | 'execution-error';

/** What became of one run. */
export interface RunOutcome {
  right: boolean;
  hasPrefix: boolean;
  firstThought: string;
  firstAction: FirstAction;
  steps: number;
}

/** What became of one question under one condition. */
export interface QuestionOutcome {
  task: string;
  greedy: RunOutcome;
  drawn: readonly RunOutcome[];
  /** Whether each of its chains of thought was right. */
  chains: readonly boolean[];
}

/** Of each question that is done with at least so many drawn samples. */
export async function readOutcomes(store: SamplingStore, seeds: number): Promise<Map<string, QuestionOutcome>> {
  const outcomes = new Map<string, QuestionOutcome>();
  for await (const record of store.questions.all()) {
    if (record.status !== 'done' || record.samples.length < 1 + seeds) continue;
    const runs: RunOutcome[] = [];
    for (const sample of record.samples.slice(0, 1 + seeds)) {
      const trajectory = await store.trajectories.get(sample.trajectory);
      if (trajectory === undefined) throw new Error(`The run ${sample.trajectory} is not in the store.`);
      runs.push(outcomeOf(trajectory, isRight(sample), sample.chain !== undefined));
    }
    const [greedy, ...drawn] = runs;
    if (greedy === undefined) continue;
    const chains =
      record.chainsOfThought === undefined ? undefined : await store.chainsOfThought.get(record.chainsOfThought);
    outcomes.set(record.task.id, {
      task: record.task.id,
      greedy,
      drawn,
      chains: (chains?.samples ?? []).map(({ score }) => score?.correct === true),
    });
  }
  return outcomes;
}

function outcomeOf({ steps }: Trajectory, right: boolean, hasPrefix: boolean): RunOutcome {
  const [first] = steps;
  return {
    right,
    hasPrefix,
    firstThought: first?.thought ?? '',
    firstAction: firstActionOf(first?.candidates[first.elected]?.status),
    steps: steps.length,
  };
}

function firstActionOf(status: Trajectory['steps'][number]['candidates'][number]['status'] | undefined): FirstAction {
  if (status === 'ok') return 'ok';
  return status === undefined || status === 'no-code' || status === 'syntax-error' ? 'parse-error' : 'execution-error';
}
