import { createHash } from 'node:crypto';
import { canonicalJson } from '@agentd/agent-core';
import type { EvaluationRecord } from './record.ts';

/** What a result depends on. */
export type ResultIdentity = Pick<EvaluationRecord, 'benchmark' | 'method' | 'model' | 'scorer' | 'seed'> & {
  item: Pick<EvaluationRecord['item'], 'id' | 'question' | 'answers'>;
};

/** The key of a result: SHA-256 over the canonical JSON of all that it depends on, as 64 hexadecimal digits. */
export function resultKey({ benchmark, item, method, model, scorer, seed }: ResultIdentity): string {
  const { id, question, answers } = item;
  const { name, settings } = method;
  const identity = { benchmark, item: { id, question, answers }, method: { name, settings }, model, scorer, seed };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex');
}
