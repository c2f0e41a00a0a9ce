import type {
  CallOptions,
  ShownPassage,
  CotPromptSet,
  LanguageModel,
  Scorer,
  Task,
  TaskRunner,
} from '@agentd/agent-core';
import { z } from 'zod';
import { SamplerError } from '../errors.ts';
import { samplerPresets, type SamplerPreset } from './presets.ts';

/** A question with what counts as right. */
export interface SamplingTask extends Task {
  /** Gold answers, for the scorer. */
  answers: readonly string[];
}

/** Where first-thought prefixes come from. */
export interface CotSource {
  model: LanguageModel;
  prompt: CotPromptSet;
  /** Default: the preset's. */
  temperature?: number | undefined;
  /** Chains of thought for each question; default: the preset's. */
  samples?: number | undefined;
  /** Of one chain of thought; default 1024. */
  maxTokens?: number | undefined;
  /** Passages to show before the question, from a retriever: chain of thought with retrieval. Default: none. */
  passages?: ((question: string, options: CallOptions) => Promise<readonly ShownPassage[]>) | undefined;
}

/** What decides about the samples of a question. */
export interface SamplingSettings {
  /**
   * The teacher for each temperature of the schedule, such as
   * `(temperature) => new Agent({ model, executor, decoder: new GreedyDecoder({ temperature }) })`. Self-consistent
   * action generation is another decoder. Called once for each temperature.
   */
  agent: (temperature: number) => TaskRunner;
  /** Without it, runs have no first-thought prefix. */
  cot?: CotSource | undefined;
  /** Without it nothing is known to be right: no early stop, and all chains of thought count the same. */
  scorer?: Scorer | undefined;
  /** Defaults of what follows; `recommended` unless told. */
  preset?: SamplerPreset | undefined;
  /** Trajectories for each question; 0 draws chains of thought only. */
  k?: number | undefined;
  /** Of sample 0, 1, and so on; the last one holds for all further samples. */
  temperatures?: readonly number[] | undefined;
  /** Draw no further sample of a question once one is right. Needs a scorer. */
  stopAtFirstRight?: boolean | undefined;
  /**
   * Once a question has cost so many tokens, prompts and chains of thought included, no further sample of it is begun.
   * A run under way is not cut off, so that it may cost more. Default: no limit.
   */
  tokenBudget?: number | undefined;
  /**
   * `right-first`: prefixes come from the chains of thought that are right where there is one; `any`, as in the paper:
   * from all of them. Sample i takes chain i, and begins again at the first after the last.
   */
  chooseCot?: 'right-first' | 'any' | undefined;
  /** Default 0. */
  seed?: number | undefined;
  /** Further tries of a call that failed in a way that may pass; default 1. Rate limits are waited for in any case. */
  retries?: number | undefined;
}

/** {@link CotSource} with every default filled in. */
export interface CheckedCot extends Pick<CotSource, 'model' | 'prompt' | 'passages'> {
  temperature: number;
  samples: number;
  maxTokens: number;
}

/** {@link SamplingSettings} with every default filled in. */
export interface CheckedSettings {
  agent: (temperature: number) => TaskRunner;
  cot: CheckedCot | undefined;
  scorer: Scorer | undefined;
  k: number;
  temperatures: readonly number[];
  stopAtFirstRight: boolean;
  tokenBudget: number | undefined;
  chooseCot: 'right-first' | 'any';
  seed: number;
  retries: number;
}

const count = z.int().positive();
const temperature = z.number().nonnegative();

/** @throws SamplerError code `sampler/bad-options` that names the option and its value */
export function checkSettings(settings: SamplingSettings): CheckedSettings {
  const { scorer, cot, preset: name = 'recommended' } = settings;
  if (!Object.hasOwn(samplerPresets, name)) {
    throw new SamplerError(`There is no preset ${name}; the presets are ${Object.keys(samplerPresets).join(', ')}.`, {
      code: 'sampler/bad-options',
    });
  }
  const preset = samplerPresets[name];
  const schema = z.object({
    k: z.int().nonnegative().default(preset.k),
    temperatures: z
      .array(temperature)
      .min(1)
      .default([...preset.temperatures]),
    stopAtFirstRight: z.boolean().default(preset.stopAtFirstRight && scorer !== undefined),
    tokenBudget: count.optional(),
    chooseCot: z.enum(['right-first', 'any']).default(preset.chooseCot),
    seed: z.int().nonnegative().default(0),
    retries: z.int().nonnegative().default(1),
    cot: z
      .object({
        temperature: temperature.default(preset.cot.temperature),
        samples: count.default(preset.cot.samples),
        maxTokens: count.default(1024),
      })
      .optional(),
  });
  const parsed = schema.safeParse(settings, { reportInput: true });
  if (!parsed.success) {
    throw new SamplerError(`The sampling cannot begin: ${z.prettifyError(parsed.error)}`, {
      code: 'sampler/bad-options',
      cause: parsed.error,
    });
  }
  const { data } = parsed;
  if (data.stopAtFirstRight && scorer === undefined) {
    throw new SamplerError('stopAtFirstRight needs a scorer to know what is right; pass scorer.', {
      code: 'sampler/bad-options',
    });
  }
  return {
    ...data,
    tokenBudget: data.tokenBudget,
    agent: settings.agent,
    scorer,
    cot:
      cot === undefined || data.cot === undefined
        ? undefined
        : { ...data.cot, model: cot.model, prompt: cot.prompt, passages: cot.passages },
  };
}

const taskSchema = z.object({
  id: z.string().min(1),
  question: z.string().regex(/\S/, 'must not be blank'),
  answers: z.array(z.string()),
});

/**
 * @param number counted from 1
 * @throws SamplerError code `sampler/bad-task` that names the task and the field
 */
export function checkTask(task: SamplingTask, number: number): SamplingTask {
  const parsed = taskSchema.safeParse(task);
  if (parsed.success) return task;
  const shown = JSON.stringify(task) ?? String(task);
  throw new SamplerError(
    `Task ${number} (${shown.slice(0, 100)}) cannot be sampled: ${z.prettifyError(parsed.error)}`,
    { code: 'sampler/bad-task', cause: parsed.error },
  );
}

/** @throws SamplerError code `sampler/bad-options` unless each is a whole number above 0 */
export function checkCounts(counts: Record<string, number>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new SamplerError(`${name} must be a whole number above 0; it is ${value}.`, { code: 'sampler/bad-options' });
  }
}
