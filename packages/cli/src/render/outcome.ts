import type { Candidate } from '@agentd/sag';

const causes = {
  'no-code': 'no code block',
  'syntax-error': 'syntax error',
  'runtime-error': 'runtime error',
  timeout: 'time limit',
  memory: 'memory limit',
  blocked: 'blocked by the sandbox',
} as const satisfies Record<Exclude<Candidate['status'], 'ok' | 'cancelled'>, string>;

/** Why a candidate is no valid action. */
export type DropCause = keyof typeof causes;

/** Every {@link DropCause}. */
export const dropCauses = [
  'no-code',
  'syntax-error',
  'runtime-error',
  'timeout',
  'memory',
  'blocked',
] as const satisfies DropCause[];

/** In words, as it stands in summaries. */
export function causeName(cause: DropCause): string {
  return causes[cause];
}

/** Why the candidate was dropped; undefined for a valid one, and for one that was not needed. */
export function dropCause({ status }: Candidate): DropCause | undefined {
  return status === 'ok' || status === 'cancelled' ? undefined : status;
}

/** What a candidate did: what it printed and gave, or why it failed. */
export function outcomeText(candidate: Candidate): string {
  const { status, execution } = candidate;
  if (status === 'cancelled') return 'not needed, the vote was decided';
  if (status === 'no-code' || execution === undefined) return causes['no-code'];
  if (status !== 'ok') return faultText(status, execution.error);
  const parts: string[] = [];
  const printed = execution.stdout.trim();
  if (printed !== '') parts.push(`prints ${printed}`);
  if (execution.finalAnswer !== undefined) parts.push(`final_answer(${execution.finalAnswer.text})`);
  else if (execution.value !== undefined) parts.push(`gives ${execution.value}`);
  const writes = execution.toolCalls.filter(({ pending }) => pending === true).map(({ tool }) => tool);
  if (writes.length > 0) parts.push(`wants to call ${writes.join(', ')}`);
  return parts.join(', ') || 'no output';
}

function faultText(status: DropCause, error: { type: string; message: string } | undefined): string {
  if (error === undefined) return causes[status];
  return error.message === '' ? error.type : `${error.type}: ${error.message}`;
}
