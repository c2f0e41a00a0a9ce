import { addUsage, hashText, mean, noUsage, type Trajectory, type TrajectoryStore, VERSION } from '@agentd/agent-core';
import type { EvaluationRecord } from '../../runs/record.ts';
import { type CellRecords, collect, resultsByItem, seedsOf } from '../collect.ts';
import { nameMethods } from '../name-methods.ts';
import type { EvalLog, EvalSample } from './eval-log.ts';
import { evalSample, evalUsage } from './eval-sample.ts';

/** What {@link evalLogs} takes. */
export interface EvalLogOptions {
  /** The store of the run: what was said in each sample. Without it a sample has its question and answer alone. */
  trajectories?: Pick<TrajectoryStore, 'get'>;
  signal?: AbortSignal;
}

/**
 * The records as logs of Inspect, one after the other: one for each method on each benchmark, whose epochs are the
 * seeds. A log is in memory as a whole, with its conversations. Candidates and votes have no place in the form.
 */
export async function* evalLogs(
  records: readonly EvaluationRecord[],
  options: EvalLogOptions = {},
): AsyncGenerator<EvalLog, void> {
  for (const cell of collect(records, nameMethods(records))) yield await evalLog(cell, options);
}

async function evalLog({ benchmark, method, records }: CellRecords, options: EvalLogOptions): Promise<EvalLog> {
  const { trajectories, signal } = options;
  const seeds = seedsOf(records);
  const samples: EvalSample[] = [];
  for (const record of records) {
    signal?.throwIfAborted();
    const runs: Trajectory[] = [];
    for (const id of record.trajectories) {
      const run = await trajectories?.get(id);
      if (run !== undefined) runs.push(run);
    }
    samples.push(evalSample(record, seeds.indexOf(record.seed) + 1, runs));
  }
  return { ...headOf({ benchmark, method, records }, seeds, samples), samples };
}

function headOf(cell: CellRecords, seeds: readonly number[], samples: readonly EvalSample[]): Omit<EvalLog, 'samples'> {
  const { benchmark, method, records } = cell;
  const [first] = records;
  const model = first?.model ?? '';
  const scorer = first?.scorer ?? '';
  const settings = first?.method.settings ?? {};
  const begun = samples.map(({ started_at }) => started_at).sort();
  const ended = samples.map(({ completed_at }) => completed_at).sort();
  const id = hashText([benchmark, method, model, ...records.map(({ key }) => key)].join('\n'));
  const ids = [...new Set(records.map(({ item }) => item.id))];
  return {
    version: 2,
    status: 'success',
    eval: {
      eval_id: id.slice(0, 22),
      run_id: id.slice(8, 30),
      created: begun[0] ?? '',
      task: benchmark,
      task_id: hashText(`${benchmark}\n${method}`).slice(0, 22),
      task_version: 0,
      solver: method,
      solver_args: settings,
      dataset: { name: benchmark, samples: ids.length, sample_ids: ids, shuffled: false },
      model,
      config: { epochs: Math.max(1, seeds.length), fail_on_error: false },
      packages: { '@agentd/evaluator': VERSION },
      metadata: { seeds: [...seeds] },
      scorers: [{ name: scorer, metrics: [{ name: 'accuracy' }] }],
    },
    plan: { name: method, steps: [{ solver: method, params: settings }] },
    results: resultsOf(records, scorer),
    stats: {
      started_at: begun[0] ?? '',
      completed_at: ended.at(-1) ?? '',
      model_usage: { [model]: evalUsage(records.map(({ usage }) => usage).reduce(addUsage, noUsage)) },
    },
  };
}

function resultsOf(records: readonly EvaluationRecord[], scorer: string): EvalLog['results'] {
  const byItem = [...resultsByItem(records).values()];
  const done = byItem.flat().length;
  const value = mean(byItem.map((results) => mean(results.map(({ correct }) => Number(correct)))));
  return {
    total_samples: records.length,
    completed_samples: done,
    scores: [
      {
        name: scorer,
        scorer,
        scored_samples: done,
        unscored_samples: records.length - done,
        metrics: { accuracy: { name: 'accuracy', value } },
      },
    ],
  };
}
