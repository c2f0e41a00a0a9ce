import {
  addUsage,
  AgentdError,
  deriveSeed,
  isFinished,
  noUsage,
  outgrewContext,
  runToResult,
  THOUGHT_LABEL,
  trajectorySchema,
  type CallOptions,
  type ChainsOfThought,
  type TaskRunner,
  type Trajectory,
  type Usage,
} from '@agentd/agent-core';
import { z } from 'zod';
import { StoreError } from '../store/store-error.ts';
import { choosePrefixes, drawChains, isScored, scoreChains, type ChosenPrefix } from './draw-chains.ts';
import { SamplingKeys } from './keys.ts';
import { isRight, QUESTION_RECORD_VERSION, type QuestionRecord, type SampleRecord } from './question-record.ts';
import { RateGate } from './rate-gate.ts';
import { checkSettings, type CheckedSettings, type SamplingSettings, type SamplingTask } from './sampling-options.ts';
import type { SamplingStore } from './sampling-store.ts';

const failedRun = z.object({ trajectory: trajectorySchema });

/** What has been drawn for one question so far. */
interface Drawn {
  chains: ChainsOfThought | undefined;
  samples: SampleRecord[];
  usage: Usage;
}

/** Draws all samples of one question at a time, and keeps each as soon as it is there. */
export class QuestionSampler {
  readonly keys: SamplingKeys;
  readonly #settings: CheckedSettings;
  readonly #agents: readonly TaskRunner[];
  readonly #gate = new RateGate();

  /** @throws SamplerError code `sampler/bad-options` */
  constructor(settings: SamplingSettings) {
    this.#settings = checkSettings(settings);
    const { temperatures, agent } = this.#settings;
    this.#agents = temperatures.map((temperature) => agent(temperature));
    this.keys = new SamplingKeys(this.#settings, this.#agents);
  }

  /**
   * What the store has already is not drawn again. A fault of the model, the agent or the scorer ends in a record that
   * says so, and that a later call replaces.
   * @throws StoreError when nothing can be kept; the signal's reason once aborted
   */
  async sample(task: SamplingTask, store: SamplingStore, { signal }: CallOptions = {}): Promise<QuestionRecord> {
    const startedAt = new Date();
    const clock = performance.now();
    const drawn: Drawn = { chains: undefined, samples: [], usage: noUsage };
    let end: Pick<QuestionRecord, 'status' | 'stoppedBy' | 'error'>;
    try {
      end = { status: 'done', stoppedBy: await this.#draw(task, store, drawn, signal) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof StoreError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const code = AgentdError.isInstance(error) ? error.code : 'sampler/failed';
      end = { status: 'error', stoppedBy: 'error', error: { code, message } };
    }
    const record: QuestionRecord = {
      schemaVersion: QUESTION_RECORD_VERSION,
      id: this.keys.question(task),
      task: { id: task.id },
      ...end,
      ...(drawn.chains === undefined ? {} : { chainsOfThought: drawn.chains.id }),
      samples: drawn.samples,
      usage: drawn.usage,
      startedAt: startedAt.toISOString(),
      durationMs: performance.now() - clock,
    };
    await store.questions.put(record);
    return record;
  }

  async #draw(
    task: SamplingTask,
    store: SamplingStore,
    drawn: Drawn,
    signal: AbortSignal | undefined,
  ): Promise<QuestionRecord['stoppedBy']> {
    const { k, tokenBudget, stopAtFirstRight, chooseCot } = this.#settings;
    const chains = await this.#chainsOf(task, store, signal);
    drawn.chains = chains;
    if (chains !== undefined) drawn.usage = chains.usage;
    const prefixes = chains === undefined ? [] : choosePrefixes(chains, chooseCot === 'right-first');
    for (let index = 0; index < k; index += 1) {
      const { promptTokens, completionTokens } = drawn.usage;
      if (tokenBudget !== undefined && promptTokens + completionTokens >= tokenBudget) return 'token-budget';
      const prefix = prefixes[index % Math.max(1, prefixes.length)];
      const trajectory = await this.#trajectoryOf(task, index, prefix, store, signal);
      drawn.usage = addUsage(drawn.usage, trajectory.usage);
      const sample = await this.#sampleRecord(task, index, prefix, trajectory, signal);
      drawn.samples.push(sample);
      if (stopAtFirstRight && isRight(sample)) return 'first-right';
    }
    return 'all-drawn';
  }

  /** Stored ones where there are some, so that the samples of a resumed question have the same prefixes. */
  async #chainsOf(
    task: SamplingTask,
    store: SamplingStore,
    signal: AbortSignal | undefined,
  ): Promise<ChainsOfThought | undefined> {
    const { cot, scorer, seed, retries } = this.#settings;
    if (cot === undefined) return undefined;
    const id = this.keys.chainsOfThought(task);
    const stored = await store.chainsOfThought.get(id);
    const chains = stored ?? (await this.#gate.run(() => drawChains(id, task, cot, { seed, signal }), retries, signal));
    if (stored !== undefined && (scorer === undefined || isScored(stored))) return stored;
    try {
      const score = () => (scorer === undefined ? chains : scoreChains(chains, task, scorer, { signal }));
      const scored = await this.#gate.run(async () => score(), retries, signal);
      await store.chainsOfThought.put(scored);
      return scored;
    } catch (error) {
      // A scorer that fails, or an abort, must not cost what was drawn.
      if (stored === undefined) await store.chainsOfThought.put(chains);
      throw error;
    }
  }

  async #trajectoryOf(
    task: SamplingTask,
    index: number,
    prefix: ChosenPrefix | undefined,
    store: SamplingStore,
    signal: AbortSignal | undefined,
  ): Promise<Trajectory> {
    const id = this.keys.trajectory(task, index);
    const stored = await store.trajectories.get(id);
    if (stored !== undefined && (isFinished(stored) || outgrewContext(stored))) return stored;
    const agent = this.#agents[Math.min(index, this.#agents.length - 1)];
    if (agent === undefined) throw new TypeError('A sampling has at least one temperature.');
    const { seed, retries } = this.#settings;
    const options = {
      seed: deriveSeed(seed, 'sample', task.id, index),
      ...(prefix === undefined ? {} : { firstThoughtPrefix: `${THOUGHT_LABEL} ${prefix.text}` }),
      signal,
    };
    const run = () => runToResult(agent, { id: task.id, question: task.question }, options);
    try {
      const trajectory = { ...(await this.#gate.run(run, retries, signal)), id };
      await store.trajectories.put(trajectory);
      return trajectory;
    } catch (error) {
      signal?.throwIfAborted();
      const failed = failedRun.safeParse(error).data?.trajectory;
      if (failed !== undefined) await store.trajectories.put({ ...failed, id });
      throw error;
    }
  }

  async #sampleRecord(
    { question, answers }: SamplingTask,
    index: number,
    prefix: ChosenPrefix | undefined,
    { id, outcome, steps, seed }: Trajectory,
    signal: AbortSignal | undefined,
  ): Promise<SampleRecord> {
    const { scorer, temperatures, retries } = this.#settings;
    const score =
      scorer === undefined
        ? undefined
        : await this.#gate.run(
            () => scorer.score(outcome.answer?.text, answers, question, { signal }),
            retries,
            signal,
          );
    const method = steps[0]?.prefillMethod;
    return {
      index,
      trajectory: id,
      temperature: temperatures[Math.min(index, temperatures.length - 1)] ?? 0,
      seed,
      ...(prefix === undefined ? {} : { chain: prefix.chain }),
      ...(method === undefined ? {} : { prefillMethod: method }),
      outcome: outcome.status,
      ...(score === undefined ? {} : { score: { correct: score.correct, score: score.score, reason: score.reason } }),
    };
  }
}
