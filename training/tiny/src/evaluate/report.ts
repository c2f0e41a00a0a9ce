import { bootstrapMean, deviation, mean, wilson, type Interval } from '@agentd/agent-core';
import type { ActionCounts, EvaluationRecord } from './record.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const range = ({ value, low, high }: Interval): string =>
  `${(value * 100).toFixed(1)} % (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;

const sum = (counts: readonly ActionCounts[], key: keyof ActionCounts): number =>
  counts.reduce((total, entry) => total + entry[key], 0);

/** Parse errors, execution errors and both, as shares of the actions. */
function faults(counts: readonly ActionCounts[]): { parse: string; execution: string; invalid: number } {
  const actions = Math.max(1, sum(counts, 'actions'));
  const parse = sum(counts, 'parse') / actions;
  const execution = sum(counts, 'execution') / actions;
  return { parse: percent(parse), execution: percent(execution), invalid: parse + execution };
}

/** The results as Markdown: a table, and the comparison of the two decoders on the problems that both have done. */
export function report(records: readonly EvaluationRecord[]): string {
  const greedy = records.filter(({ decoder }) => decoder === 'greedy');
  const sag = records.filter(({ decoder }) => decoder === 'sag');
  const seeds = [...new Set(sag.map(({ seed }) => seed))].sort((a, b) => a - b);
  const rows = [
    row('greedy', greedy, wilson(greedy.filter(({ correct }) => correct).length, greedy.length)),
    ...seeds.map((seed) => {
      const own = sag.filter((record) => record.seed === seed);
      return row(`SAG, seed ${seed}`, own, wilson(own.filter(({ correct }) => correct).length, own.length));
    }),
    ...(seeds.length > 1 ? [row(`SAG, ${seeds.length} seeds`, sag, bootstrapMean(perProblem(sag)))] : []),
  ];
  return [
    '| decoder | runs | right (95 % interval) | actions with a parse error | with an execution error | sampled candidates invalid | steps with no valid candidate | tokens a run | seconds a run |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...comparison(greedy, sag, seeds),
    ...searches(greedy, sag),
  ].join('\n');
}

/** How often runs search, where any does. */
function searches(greedy: readonly EvaluationRecord[], sag: readonly EvaluationRecord[]): string[] {
  if (![...greedy, ...sag].some((record) => record.searches > 0)) return [];
  const perRun = (records: readonly EvaluationRecord[]): string =>
    records.length === 0 ? 'none run' : mean(records.map((record) => record.searches)).toFixed(2);
  return [`Searches a question: greedy ${perRun(greedy)}, SAG ${perRun(sag)}.`];
}

function row(name: string, records: readonly EvaluationRecord[], right: Interval): string {
  const elected = faults(records.map((record) => record.elected));
  const sampled = faults(records.map(({ candidates }) => candidates));
  const steps = Math.max(1, mean(records.map(({ steps: count }) => count)) * records.length);
  const failed = records.reduce((total, { allFailed }) => total + allFailed, 0);
  const tokens = mean(records.map((record) => record.tokens)).toFixed(0);
  const seconds = mean(records.map((record) => record.seconds)).toFixed(2);
  return `| ${name} | ${records.length} | ${range(right)} | ${elected.parse} | ${elected.execution} | ${percent(sampled.invalid)} | ${percent(failed / steps)} | ${tokens} | ${seconds} |`;
}

/** Share of the seeds that answered each problem right: problems, not runs, are what a new sample would redraw. */
function perProblem(records: readonly EvaluationRecord[]): number[] {
  return [...Map.groupBy(records, ({ problem }) => problem).values()].map((own) =>
    mean(own.map(({ correct }) => Number(correct))),
  );
}

function comparison(
  greedy: readonly EvaluationRecord[],
  sag: readonly EvaluationRecord[],
  seeds: readonly number[],
): string[] {
  const byProblem = Map.groupBy(sag, ({ problem }) => problem);
  const differences = greedy.flatMap(({ problem, correct }) => {
    const own = byProblem.get(problem);
    return own === undefined ? [] : [mean(own.map((record) => Number(record.correct))) - Number(correct)];
  });
  if (differences.length === 0) return ['No problem was done by both decoders.'];
  const gain = bootstrapMean(differences);
  const accuracies = seeds.map((seed) =>
    mean(sag.filter((record) => record.seed === seed).map(({ correct }) => Number(correct))),
  );
  const before = faults(greedy.map(({ elected }) => elected)).invalid;
  const after = faults(sag.map(({ elected }) => elected)).invalid;
  const points = ({ value, low, high }: Interval): string =>
    `${(value * 100).toFixed(1)} points (95 % interval ${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)}, paired bootstrap over ${differences.length} problems)`;
  return [
    `SAG minus greedy: ${points(gain)}.`,
    `Accuracy over the seeds: mean ${percent(mean(accuracies))}, standard deviation ${(deviation(accuracies) * 100).toFixed(1)} points.`,
    `Invalid actions (parse or execution error) taken: greedy ${percent(before)}, SAG ${percent(after)}${before > 0 ? `, ${(100 - (after / before) * 100).toFixed(0)} % fewer` : ''}.`,
  ];
}
