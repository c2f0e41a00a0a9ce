import { bootstrapMean, mean, type Interval } from '@agentd/agent-core';
import { conditions, SAMPLING_TEMPERATURE, type Condition } from './conditions.ts';
import type { QuestionOutcome, RunOutcome } from './outcomes.ts';

/** The outcomes of one set of questions under each condition. */
export interface SetOutcomes {
  name: string;
  of: ReadonlyMap<Condition, ReadonlyMap<string, QuestionOutcome>>;
}

const labels: Record<Condition, string> = {
  none: 'none',
  greedy: 'greedy chain of thought (`paper`)',
  'right-first': 'chain of thought, right ones first (`recommended`)',
  'another question': 'greedy chain of thought of another question (control)',
};

/** Tables for one set, over the questions that are done under every condition. */
export function setReport({ name, of }: SetOutcomes): string {
  const without = of.get('none') ?? new Map<string, QuestionOutcome>();
  const tasks = [...without.keys()].filter((task) => conditions.every((condition) => of.get(condition)?.has(task)));
  const outcomesOf = (condition: Condition): QuestionOutcome[] =>
    tasks.flatMap((task) => of.get(condition)?.get(task) ?? []);
  const base = outcomesOf('none');
  if (base.length === 0) return `## ${name}\n\nNothing is done yet.`;
  const accuracy = conditions.flatMap((condition) => {
    const outcomes = outcomesOf(condition);
    const prefix = labels[condition];
    return [
      accuracyRow(prefix, '0', outcomes.map(greedyScore), condition === 'none' ? undefined : base.map(greedyScore)),
      accuracyRow(
        prefix,
        `${SAMPLING_TEMPERATURE}`,
        outcomes.map(drawnScore),
        condition === 'none' ? undefined : base.map(drawnScore),
        seedScores(outcomes),
      ),
    ];
  });
  return [
    `## ${name}: ${tasks.length}, ${1 + (base[0]?.drawn.length ?? 0)} runs of each under each condition`,
    table(
      ['first-thought prefix from', 'temperature', 'right, % (95 %)', 'each seed', 'difference, points (95 %)'],
      accuracy,
    ),
    table(
      [
        'first-thought prefix from',
        'runs with one',
        'chains that are right',
        'questions with a right one',
        'first thought as without, greedy',
        'better / worse than without, greedy',
        'first action: parse error',
        'execution error',
        'steps',
      ],
      conditions.map((condition) => detailRow(labels[condition], outcomesOf(condition), base)),
    ),
  ].join('\n\n');
}

const greedyScore = ({ greedy }: QuestionOutcome): number => Number(greedy.right);
const drawnScore = ({ drawn }: QuestionOutcome): number => mean(drawn.map(({ right }) => Number(right)));

/** Accuracy of the first, second, … drawn sample over all questions. */
function seedScores(outcomes: readonly QuestionOutcome[]): number[] {
  const count = outcomes[0]?.drawn.length ?? 0;
  return Array.from({ length: count }, (_, seed) => mean(outcomes.map(({ drawn }) => Number(drawn[seed]?.right))));
}

function accuracyRow(
  prefix: string,
  temperature: string,
  scores: readonly number[],
  base: readonly number[] | undefined,
  seeds: readonly number[] = [],
): string[] {
  const differences = base === undefined ? undefined : scores.map((score, index) => score - (base[index] ?? 0));
  return [
    prefix,
    temperature,
    interval(bootstrapMean(scores)),
    seeds.map(percent).join(', '),
    differences === undefined ? '' : interval(bootstrapMean(differences), true),
  ];
}

function detailRow(prefix: string, outcomes: readonly QuestionOutcome[], base: readonly QuestionOutcome[]): string[] {
  const runs = outcomes.flatMap(({ greedy, drawn }) => [greedy, ...drawn]);
  const share = (holds: (run: RunOutcome) => boolean): string => percent(mean(runs.map((run) => Number(holds(run)))));
  const chains = outcomes.flatMap(({ chains: verdicts }) => verdicts);
  const pairs = outcomes.map(({ greedy }, index) => ({ greedy, without: base[index]?.greedy }));
  const same = pairs.map(({ greedy, without }) => Number(greedy.firstThought === without?.firstThought));
  const better = pairs.filter(({ greedy, without }) => greedy.right && without?.right === false).length;
  const worse = pairs.filter(({ greedy, without }) => !greedy.right && without?.right === true).length;
  // Verdicts on another question's chains say nothing about this question.
  const isOwn = prefix !== labels['another question'] && chains.length > 0;
  return [
    prefix,
    `${share(({ hasPrefix }) => hasPrefix)} %`,
    isOwn ? `${percent(mean(chains.map(Number)))} %` : '',
    isOwn ? `${percent(mean(outcomes.map(({ chains: verdicts }) => Number(verdicts.includes(true)))))} %` : '',
    prefix === labels.none ? '' : `${percent(mean(same))} %`,
    prefix === labels.none ? '' : `${better} / ${worse}`,
    `${share(({ firstAction }) => firstAction === 'parse-error')} %`,
    `${share(({ firstAction }) => firstAction === 'execution-error')} %`,
    mean(runs.map(({ steps }) => steps)).toFixed(2),
  ];
}

const percent = (share: number): string => (100 * share).toFixed(1);

function interval({ value, low, high }: Interval, signed = false): string {
  const shown = (share: number): string => (signed && share > 0 ? `+${percent(share)}` : percent(share));
  return `${shown(value)} (${shown(low)} to ${shown(high)})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
