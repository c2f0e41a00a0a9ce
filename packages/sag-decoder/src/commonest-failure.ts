import type { Candidate, StepContext } from '@agentd/agent-core';

/** Of candidates that all failed, a turn with the commonest error, and the observation that it gives. */
export function commonestFailure(
  candidates: readonly Candidate[],
  context: Pick<StepContext, 'prompt' | 'observationLimit'>,
): { text: string; observation: string } {
  const kinds = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { error } = candidate.execution ?? {};
    const kind = `${candidate.status} ${error?.type ?? ''} ${error?.message ?? ''}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), candidate]);
  }
  const [commonest = []] = [...kinds.values()].toSorted((a, b) => b.length - a.length);
  const [example] = commonest;
  return {
    text: example?.text ?? '',
    observation: context.prompt.observation({
      execution: example?.execution,
      commitErrors: [],
      limit: context.observationLimit,
    }),
  };
}
