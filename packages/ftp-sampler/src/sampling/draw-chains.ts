import {
  AgentdError,
  CHAINS_OF_THOUGHT_VERSION,
  deriveSeed,
  VERSION,
  type CallOptions,
  type ChainsOfThought,
  type Scorer,
} from '@agentd/agent-core';
import { firstThoughtPrefix } from '../prefix/first-thought-prefix.ts';
import type { CheckedCot, SamplingTask } from './sampling-options.ts';

/** Asks for the chains of thought of one question, all in one request. */
export async function drawChains(
  id: string,
  task: SamplingTask,
  cot: CheckedCot,
  { seed, signal }: CallOptions & { seed: number },
): Promise<ChainsOfThought> {
  const { model, prompt, temperature, maxTokens, samples } = cot;
  const startedAt = new Date();
  const clock = performance.now();
  const passages = await cot.passages?.(task.question, { signal });
  const messages = prompt.opening(task.question, passages);
  const ownSeed = deriveSeed(seed, 'chains-of-thought', task.id);
  const { completions, usage } = await model.complete(
    { messages, n: samples, temperature, maxTokens, seed: ownSeed },
    { signal },
  );
  if (completions.length === 0) {
    throw new AgentdError(`The model ${model.id} gave no chain of thought for ${task.id}.`, {
      code: 'model/empty-answer',
      isRetryable: true,
    });
  }
  return {
    schemaVersion: CHAINS_OF_THOUGHT_VERSION,
    id,
    task: { id: task.id, question: task.question },
    model: { id: model.id },
    prompt: { name: prompt.name, version: prompt.version, messages },
    parameters: { temperature, maxTokens },
    seed: ownSeed,
    samples: completions.map(({ index, text, finishReason, tokens }) => ({ index, text, finishReason, tokens })),
    versions: { '@agentd/agent-core': VERSION },
    startedAt: startedAt.toISOString(),
    usage,
    durationMs: performance.now() - clock,
  };
}

/** Whether each has a verdict. */
export function isScored({ samples }: ChainsOfThought): boolean {
  return samples.every(({ score }) => score !== undefined);
}

/** The same with the scorer's verdict on each. */
export async function scoreChains(
  chains: ChainsOfThought,
  { question, answers }: SamplingTask,
  scorer: Scorer,
  { signal }: CallOptions,
): Promise<ChainsOfThought> {
  const samples: ChainsOfThought['samples'] = [];
  for (const sample of chains.samples) {
    const { correct, score, reason } = await scorer.score(sample.text, answers, question, { signal });
    samples.push({ ...sample, score: { correct, score, reason } });
  }
  return { ...chains, samples };
}

/** A prefix, and which chain of thought it was cut from. */
export interface ChosenPrefix {
  chain: number;
  text: string;
}

/**
 * The prefixes that samples take in turn. A chain of thought that was cut off inside its first step has none.
 * @param rightOnly leave those that are wrong out where one is right
 */
export function choosePrefixes({ samples }: ChainsOfThought, rightOnly: boolean): ChosenPrefix[] {
  const right = rightOnly ? samples.filter(({ score }) => score?.correct === true) : [];
  return (right.length > 0 ? right : samples).flatMap(({ index, text, finishReason }) => {
    if (finishReason === 'length' && !/\n[^\S\n]*\n/.test(text.trimStart())) return [];
    const prefix = firstThoughtPrefix(text);
    return prefix === undefined ? [] : [{ chain: index, text: prefix }];
  });
}
