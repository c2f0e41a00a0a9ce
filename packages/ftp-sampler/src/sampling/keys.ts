import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject, type TaskRunner } from '@agentd/agent-core';
import type { CheckedSettings, SamplingTask } from './sampling-options.ts';

const digest = (text: string): string => hash('sha256', text, 'hex').slice(0, 32);

/** The ids of what is drawn: equal for equal tasks and settings, on every machine and in every version. */
export class SamplingKeys {
  /** Of everything but the task. */
  readonly settings: string;
  readonly #chains: string;
  readonly #samples: readonly string[];

  /** @param agents one for each temperature of the schedule */
  constructor(settings: CheckedSettings, agents: readonly TaskRunner[]) {
    const { cot, scorer, k, temperatures, stopAtFirstRight, tokenBudget, chooseCot, seed } = settings;
    const chains =
      cot === undefined
        ? null
        : {
            model: cot.model.id,
            prompt: { name: cot.prompt.name, version: cot.prompt.version },
            temperature: cot.temperature,
            samples: cot.samples,
            maxTokens: cot.maxTokens,
            passages: cot.passages !== undefined,
            seed,
          };
    // What decides which chain a prefix comes from.
    const choice =
      chains === null ? null : { chains, chooseCot, scorer: chooseCot === 'any' ? null : (scorer?.name ?? null) };
    const samples = agents.map((agent) => ({ agent: identityOf(agent), choice, seed }));
    this.#chains = digest(canonicalJson({ chains }));
    this.#samples = samples.map((sample) => digest(canonicalJson(sample)));
    this.settings = digest(
      canonicalJson({
        samples,
        scorer: scorer?.name ?? null,
        k,
        temperatures: [...temperatures],
        stopAtFirstRight,
        tokenBudget: tokenBudget ?? null,
      }),
    );
  }

  question({ id, question, answers }: SamplingTask): string {
    return digest(JSON.stringify([this.settings, id, question, answers]));
  }

  chainsOfThought({ id, question }: SamplingTask): string {
    return digest(JSON.stringify([this.#chains, id, question]));
  }

  trajectory({ id, question }: SamplingTask, index: number): string {
    const settings = this.#samples[Math.min(index, this.#samples.length - 1)];
    return digest(JSON.stringify([settings, id, question, index]));
  }
}

/** Everything about an agent that decides about its runs. */
function identityOf({ options }: TaskRunner): JsonObject {
  const { model, decoder, prompt, executor, tools, maxSteps, maxTokens, timeoutMs, observationLimit } = options;
  return {
    model: model.id,
    decoder: { name: decoder.name, settings: decoder.settings },
    prompt: { name: prompt.name, version: prompt.version },
    executor: executor.id,
    tools: tools.map(({ name }) => name),
    parameters: { maxSteps, maxTokens, timeoutMs, observationLimit },
  };
}
