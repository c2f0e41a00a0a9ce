import type { Candidate, Vote } from '@agentd/sag';
import { outcomeText } from './outcome.ts';

/** Candidates that count as equal: one class of the vote, or the same failure. */
export interface CandidateGroup {
  kind: 'elected' | 'outvoted' | 'failed' | 'cancelled';
  /** What they did. */
  text: string;
  /** Their indexes. */
  candidates: number[];
}

const order = ['elected', 'outvoted', 'failed', 'cancelled'] as const;

/** The groups of one round: the winner first, then by size. */
export function groupCandidates(candidates: readonly Candidate[], vote?: Vote): CandidateGroup[] {
  const byIndex = new Map(candidates.map((candidate) => [candidate.index, candidate]));
  const groups = (vote?.classes ?? []).map((voteClass, index): CandidateGroup => {
    const first = byIndex.get(voteClass.candidates[0] ?? -1);
    return {
      kind: index === vote?.elected ? 'elected' : 'outvoted',
      text: first === undefined ? '' : outcomeText(first),
      candidates: [...voteClass.candidates],
    };
  });
  const voted = new Set(groups.flatMap((group) => group.candidates));
  const others = new Map<string, CandidateGroup>();
  for (const candidate of candidates) {
    if (voted.has(candidate.index)) continue;
    const text = outcomeText(candidate);
    const known = others.get(text);
    if (known === undefined) {
      const kind = candidate.status === 'cancelled' ? 'cancelled' : 'failed';
      others.set(text, { kind, text, candidates: [candidate.index] });
    } else known.candidates.push(candidate.index);
  }
  return [...groups, ...others.values()].toSorted(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.candidates.length - a.candidates.length,
  );
}
