import { createHash } from 'node:crypto';
import {
  addUsage,
  canonicalJson,
  InvalidInputError,
  type CallOptions,
  type LanguageModel,
  noUsage,
  type Score,
  type Scorer,
  type Usage,
} from '@agentd/agent-core';
import { z } from 'zod';
import { comparable } from '../comparable.ts';
import { askForVerdict, type JudgeRequest } from './ask.ts';
import {
  DEFAULT_RUBRIC,
  JUDGE_PROMPT_VERSION,
  type JudgeCase,
  type JudgeOrder,
  judgeMessages,
} from './judge-prompt.ts';
import type { Verdict } from './verdict.ts';
import { memoryVerdictCache, verdictCache, type VerdictCache } from './verdict-cache.ts';

/** Options of {@link judgeScorer}. */
export interface JudgeScorerOptions {
  /** When a prediction is correct, in words for the judge. Default: the same meaning as a reference. */
  rubric?: string;
  /** Where verdicts are kept: a file (JSON Lines) or a cache that several scorers share. Default: in memory. */
  cache?: string | VerdictCache;
  /** Default 0. It is sent to models that take a seed. */
  seed?: number;
  /** Default 0: greedy. */
  temperature?: number;
  /** Most tokens of one verdict; default 512. Models that think first need more. */
  maxTokens?: number;
}

/** How a case is judged again. */
export interface RejudgeOptions extends CallOptions {
  seed: number;
  order: JudgeOrder;
}

/** A scorer that asks a model. */
export interface JudgeScorer extends Scorer {
  /**
   * Judges without the cache, which it neither reads nor fills.
   * @throws as `score`
   */
  rejudge(
    prediction: string | undefined,
    reference: string | readonly string[],
    question: string,
    options: RejudgeOptions,
  ): Promise<Score>;
  /** What the calls of this scorer have used so far; verdicts from the cache cost nothing. */
  readonly usage: Usage;
}

const optionsSchema = z.object({
  rubric: z.string().min(1).default(DEFAULT_RUBRIC),
  seed: z.int().default(0),
  temperature: z.number().min(0).max(2).default(0),
  maxTokens: z.int().min(16).default(512),
});

/**
 * Lets a model judge whether an answer has the meaning of the reference; the paper takes gpt-4o-mini for this. The same
 * case is asked once: verdicts are kept by a hash of model, prompt, settings and texts. A run without an answer is
 * incorrect without a call.
 *
 * `score` throws what the model throws (`ModelError`), and EvaluatorError `evaluator/judge-unreadable` when the model's
 * answer is no verdict, also when it is asked a second time. An error is never a verdict.
 * @throws InvalidInputError `evaluator/options`
 */
export function judgeScorer(model: LanguageModel, options: JudgeScorerOptions = {}): JudgeScorer {
  const checked = optionsSchema.safeParse(options);
  if (!checked.success) {
    throw new InvalidInputError(`Options of judgeScorer: ${z.prettifyError(checked.error)}`, {
      code: 'evaluator/options',
    });
  }
  const { rubric, ...settings } = checked.data;
  const { cache = memoryVerdictCache() } = options;
  const verdicts = typeof cache === 'string' ? verdictCache(cache) : cache;
  let usage = noUsage;

  const ask = (one: JudgeCase, request: JudgeRequest): Promise<Verdict> =>
    askForVerdict(model, one, {
      ...request,
      onUsage: (more) => {
        usage = addUsage(usage, more);
      },
    });
  const scoreOf = ({ correct, reason }: Verdict): Score => ({
    correct,
    score: correct ? 1 : 0,
    reason: `${model.id} judged: ${reason}`,
  });

  return {
    name: `judge-${model.id}`,
    get usage() {
      return usage;
    },
    async score(prediction, reference, question, { signal } = {}) {
      signal?.throwIfAborted();
      const sides = comparable(prediction, reference);
      if ('nothing' in sides) return sides.nothing;
      const one = { ...sides, question };
      const request = { ...settings, rubric, order: 'reference-first', signal } as const;
      const key = keyOf(model.id, judgeMessages(one, rubric, request.order), settings);
      return scoreOf(await verdicts.verdict(key, () => ask(one, request), signal));
    },
    async rejudge(prediction, reference, question, { seed, order, signal }) {
      signal?.throwIfAborted();
      const sides = comparable(prediction, reference);
      if ('nothing' in sides) return sides.nothing;
      const one = { ...sides, question };
      return scoreOf(await ask(one, { ...settings, rubric, seed, order, signal }));
    },
  };
}

/** A hash of all that a verdict depends on. SHA-256: predictions come from models, and none may stand for another. */
function keyOf(
  model: string,
  messages: readonly { role: string; content: string }[],
  settings: { seed: number; temperature: number; maxTokens: number },
): string {
  const content = { version: JUDGE_PROMPT_VERSION, model, messages: messages.map((one) => ({ ...one })), ...settings };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
