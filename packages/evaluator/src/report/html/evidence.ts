import { InvalidInputError, type TrajectoryStore } from '@agentd/agent-core';
import type { EvaluationRecord } from '../../runs/record.ts';
import { nameMethods } from '../name-methods.ts';
import type { ReportData, ReportResult } from '../schema.ts';
import { type ShownTrajectory, shownTrajectory } from './shown-trajectory.ts';

/** Where the runs and texts behind the results are. */
export interface EvidenceOptions {
  /** The store of the run: its trajectories. */
  trajectories?: Pick<TrajectoryStore, 'get'>;
  /** The records that the report was built from: their chains of thought. */
  records?: readonly EvaluationRecord[];
  /** How much of both a page may hold, in bytes; default 20 million. The rest is named by id. */
  embedBytes?: number;
  signal?: AbortSignal;
}

/** What a page holds of them. */
export interface Evidence {
  trajectories: Record<string, ShownTrajectory>;
  /** By index of the result. */
  chainsOfThought: Record<string, readonly string[]>;
  /** Results whose runs or texts are all there, of those that have any. */
  complete: number;
  of: number;
}

const DEFAULT_BYTES = 20_000_000;

/**
 * Gathers runs and texts until the limit: first those of every method on the first items of every benchmark with the
 * first seed, so that each cell of the table has some.
 * @throws InvalidInputError `evaluator/report` when the limit is no number of bytes
 */
export async function gatherEvidence(report: ReportData, options: EvidenceOptions): Promise<Evidence> {
  const { trajectories, records = [], embedBytes = DEFAULT_BYTES, signal } = options;
  if (!(embedBytes >= 0)) {
    throw new InvalidInputError(`embedBytes is ${embedBytes}; give a number of bytes, 0 for none.`, {
      code: 'evaluator/report',
    });
  }
  const textsOf = chainsByResult(records);
  const evidence: Evidence = { trajectories: {}, chainsOfThought: {}, complete: 0, of: 0 };
  const wanted = inTurn(report).filter(([, result]) => result.trajectories.length + result.chainsOfThought > 0);
  let left = embedBytes;
  for (const [index, result] of wanted) {
    signal?.throwIfAborted();
    const texts = result.chainsOfThought === 0 ? [] : (textsOf(report, result) ?? []);
    const runs: ShownTrajectory[] = [];
    for (const id of result.trajectories) {
      const run = await trajectories?.get(id);
      if (run !== undefined) runs.push(shownTrajectory(run));
    }
    left -= Buffer.byteLength(JSON.stringify([texts, runs]));
    // What is there is the beginning of one order, so that which pages are full depends on nothing but the data.
    if (left < 0) break;
    if (texts.length > 0) evidence.chainsOfThought[index] = texts;
    for (const run of runs) evidence.trajectories[run.id] = run;
    if (texts.length === result.chainsOfThought && runs.length === result.trajectories.length) evidence.complete += 1;
  }
  return { ...evidence, of: wanted.length };
}

/** Results with their indexes: by seed, then by the item's place in its benchmark, then by benchmark and method. */
function inTurn({ items, results, seeds }: ReportData): [index: number, result: ReportResult][] {
  const places = new Map<string, number>();
  const placeOf = items.map(({ benchmark }) => {
    const place = places.get(benchmark) ?? 0;
    places.set(benchmark, place + 1);
    return place;
  });
  const turn = ({ item, seed }: ReportResult): number => seeds.indexOf(seed) * items.length + (placeOf[item] ?? 0);
  return [...results.entries()].sort(([i, a], [j, b]) => turn(a) - turn(b) || i - j);
}

function chainsByResult(records: readonly EvaluationRecord[]) {
  const labelOf = nameMethods(records);
  const keyOf = (...parts: readonly (string | number | undefined)[]) => JSON.stringify(parts);
  const texts = new Map(
    records
      .filter(({ chainsOfThought }) => chainsOfThought.length > 0)
      .map((record) => [keyOf(record.benchmark, record.item.id, labelOf(record), record.seed), record.chainsOfThought]),
  );
  return ({ items, methods }: ReportData, { item, method, seed }: ReportResult) =>
    texts.get(keyOf(items[item]?.benchmark, items[item]?.id, methods[method]?.label, seed));
}
