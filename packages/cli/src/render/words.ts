import type { Candidate, Outcome, Trajectory, Usage, Vote } from '@agentd/sag';
import { causeName, dropCauses, type DropCause } from './outcome.ts';
import { summarise } from './summary.ts';

/** How the vote went. */
export function voteText(vote: Vote, candidates: readonly Candidate[]): string {
  if (vote.elected === null) return 'none: all failed, so candidate 0 goes on with its error';
  const elected = vote.classes[vote.elected]?.candidates ?? [];
  const how = {
    majority: 'most votes',
    'tie-first-seen': 'a tie, won by the first seen',
    'tie-logprob': 'a tie, won by the likelier',
    'all-failed': '',
  }[vote.decidedBy];
  const early = vote.earlyStop ? ', decided before all were needed' : '';
  return `${elected.length} of ${candidates.length} for #${elected[0] ?? 0} (${how}${early})`;
}

/** The answer, or why there is none. */
export function outcomeLine({ status, answer, error }: Outcome): { text: string; isGood: boolean } {
  switch (status) {
    case 'answered':
      return { text: answer?.text ?? '', isGood: true };
    case 'max-steps':
      return answer === undefined
        ? { text: 'none within the step limit', isGood: false }
        : { text: `${answer.text}  (asked for at the step limit)`, isGood: true };
    case 'aborted':
      return { text: 'none: stopped before the end', isGood: false };
    case 'error':
      return { text: `none: ${error?.message ?? 'the run failed'}`, isGood: false };
  }
}

/** What the run cost and what was dropped. */
export function summaryLines(trajectory: Trajectory): string[] {
  const { steps, candidates, dropped, usage, seconds } = summarise([trajectory]);
  return [
    `${plural(steps, 'step')}, ${plural(candidates, 'candidate')}, ${usageText(usage)}, ${seconds.toFixed(1)} s`,
    Object.keys(dropped).length === 0 ? 'no candidate dropped' : `dropped: ${droppedText(dropped)}`,
  ];
}

/** `1,510 tokens read (1,200 from the cache), 96 written, cost 0.0021`. */
function usageText({ promptTokens, completionTokens, cachedPromptTokens = 0, cost }: Usage): string {
  const cached = cachedPromptTokens === 0 ? '' : ` (${number(cachedPromptTokens)} from the cache)`;
  const price = cost === undefined ? '' : `, cost ${cost.toPrecision(2)}`;
  return `${number(promptTokens)} tokens read${cached}, ${number(completionTokens)} written${price}`;
}

/** `3 runtime error, 1 no code block`. */
function droppedText(dropped: Partial<Record<DropCause, number>>): string {
  return dropCauses
    .filter((cause) => dropped[cause] !== undefined)
    .map((cause) => `${dropped[cause]} ${causeName(cause)}`)
    .join(', ');
}

/** `1 step`, `2 steps`. */
export function plural(count: number, word: string): string {
  return `${number(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** With separators: `1,234`. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** `0.4 s`, `45 s`, `1 min 20 s`, `3 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

/** `812 B`, `70.3 MB`. */
export function bytes(count: number): string {
  const unit = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(unit.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  return `${(count / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${unit[power]}`;
}
