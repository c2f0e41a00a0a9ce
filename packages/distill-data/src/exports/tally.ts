import { hashText } from '@agentd/agent-core';
import type { ConversationKind } from '../conversation/training-conversation.ts';
import type { SplitName } from '../split.ts';
import { normaliseText } from '../filters/words.ts';
import type { ExportRow, LeftOutReason } from './format.ts';

const SAMPLES = 5;

/** Conversations that are not in an export, for one reason. */
export interface LeftOut {
  count: number;
  /** Ids of the first few, and what was wrong where there is more to say. */
  samples: string[];
}

/** What an export holds. */
export interface ExportTally {
  rows: Record<SplitName, number>;
  questions: Record<SplitName, number>;
  tokens: number;
  /** Tokens with loss. */
  learntTokens: number;
  longest: number;
  kinds: Partial<Record<ConversationKind, number>>;
  /** Conversations by teacher, and by prompt (`name/version`). */
  models: Record<string, number>;
  prompts: Record<string, number>;
  firstThoughtPrefix: number;
  /** Conversations with a failed action, which is context without loss or was asked for. */
  withFailedSteps: number;
  leftOut: Partial<Record<LeftOutReason, LeftOut>>;
}

/** Counts what goes into an export; it keeps no conversation. */
export class Tally {
  readonly counts: ExportTally = {
    rows: { train: 0, validation: 0 },
    questions: { train: 0, validation: 0 },
    tokens: 0,
    learntTokens: 0,
    longest: 0,
    kinds: {},
    models: {},
    prompts: {},
    firstThoughtPrefix: 0,
    withFailedSteps: 0,
    leftOut: {},
  };
  readonly #questions = new Set<string>();

  add({ conversation, encoded }: ExportRow, split: SplitName): void {
    const { counts } = this;
    const { question, kind, provenance } = conversation;
    counts.rows[split] += 1;
    const name = hashText(normaliseText(question.text) || question.id);
    if (!this.#questions.has(name)) counts.questions[split] += 1;
    this.#questions.add(name);
    counts.tokens += encoded.inputIds.length;
    counts.learntTokens += encoded.learnt;
    counts.longest = Math.max(counts.longest, encoded.inputIds.length);
    counts.kinds[kind] = (counts.kinds[kind] ?? 0) + 1;
    counts.models[provenance.model] = (counts.models[provenance.model] ?? 0) + 1;
    const prompt = `${provenance.prompt.name}/${provenance.prompt.version}`;
    counts.prompts[prompt] = (counts.prompts[prompt] ?? 0) + 1;
    if (provenance.firstThoughtPrefix === true) counts.firstThoughtPrefix += 1;
    if ((provenance.failedSteps ?? 0) > 0) counts.withFailedSteps += 1;
  }

  leaveOut(id: string, reason: LeftOutReason, detail = ''): void {
    const found = (this.counts.leftOut[reason] ??= { count: 0, samples: [] });
    found.count += 1;
    if (found.samples.length < SAMPLES) found.samples.push(detail === '' ? id : `${id}: ${detail}`);
  }
}
