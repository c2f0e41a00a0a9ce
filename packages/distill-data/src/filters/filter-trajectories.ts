import type { CallOptions, Trajectory } from '@agentd/agent-core';
import { DistillDataError } from '../errors.ts';
import type { FilterReport, TrajectoryFilter } from './filter.ts';

const SAMPLES = 5;

/** Trajectories that passed every filter, as they come; `report` grows with them. */
export interface FilteredTrajectories extends AsyncIterable<Trajectory> {
  readonly report: FilterReport;
}

/**
 * Applies filters in order; the first that removes a trajectory is the one that counts it. One trajectory is in memory
 * at a time. Each iteration is a new run with a new report.
 *
 * While iterating:
 * @throws DistillDataError `distill-data/empty-result` when nothing is left at the end, naming what each filter removed
 */
export function filterTrajectories(
  source: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  filters: readonly TrajectoryFilter[],
  options: CallOptions = {},
): FilteredTrajectories {
  let report = newReport(filters);
  return {
    get report() {
      return report;
    },
    async *[Symbol.asyncIterator]() {
      report = newReport(filters);
      yield* run(source, filters, report, options);
    },
  };
}

function newReport(filters: readonly TrajectoryFilter[]): FilterReport {
  const counts = filters.map(({ name, settings }) => ({
    name,
    settings,
    seen: 0,
    removed: 0,
    reasons: {},
    samples: [],
  }));
  return { read: 0, kept: 0, filters: counts };
}

async function* run(
  source: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  filters: readonly TrajectoryFilter[],
  report: FilterReport,
  options: CallOptions,
): AsyncGenerator<Trajectory, void> {
  const checks = filters.map((filter, at) => ({ check: filter.start(), count: report.filters[at] }));
  for await (const trajectory of source) {
    options.signal?.throwIfAborted();
    report.read += 1;
    let isKept = true;
    for (const { check, count } of checks) {
      if (count === undefined) continue;
      count.seen += 1;
      const reason = await check(trajectory, options);
      if (reason === undefined) continue;
      count.removed += 1;
      // A reason may name another trajectory or a number: what is counted is its beginning.
      const kind = reason.split(':', 1)[0] ?? reason;
      count.reasons[kind] = (count.reasons[kind] ?? 0) + 1;
      if (count.samples.length < SAMPLES) {
        count.samples.push({ id: trajectory.id, questionId: trajectory.task.id, reason });
      }
      isKept = false;
      break;
    }
    if (!isKept) continue;
    report.kept += 1;
    yield trajectory;
  }
  if (report.kept === 0) throw emptyResult(report);
}

function emptyResult({ read, filters }: FilterReport): DistillDataError {
  const code = 'distill-data/empty-result';
  if (read === 0) return new DistillDataError('There were no trajectories to filter. Check the input.', { code });
  const removed = filters
    .filter((count) => count.removed > 0)
    .map(({ name, seen, removed: gone, samples }) => {
      const [first] = samples;
      const example = first === undefined ? '' : `, such as ${first.id}: ${first.reason}`;
      return `${name} removed ${gone} of ${seen}${example}`;
    });
  return new DistillDataError(
    `No trajectory of ${read} passed the filters: ${removed.join('; ')}. Loosen the one that removed most, or look at the data.`,
    { code },
  );
}
