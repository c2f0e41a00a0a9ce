import type { BenchmarkEngine } from '@agentd/models/testing';
import type { Contestant } from './measure.ts';
import { lengthsOf, promptOf } from './prompts.ts';
import { greedy, sampled, type Settings } from './settings.ts';
import type { TransformersJs } from './transformers-js.ts';

/** Engines to compare on one model; llama.cpp is left out where it is not installed. */
export interface Engines {
  shared: BenchmarkEngine;
  copied: BenchmarkEngine;
  transformers: TransformersJs;
  llamaCpp: BenchmarkEngine | undefined;
}

/** Names of contestants that goals refer to. */
export const names = {
  greedyThere: 'transformers.js, one greedy answer',
  eightThere: 'transformers.js, eight prompts in a batch',
  one: 'shared prefix, N = 1',
  oneCopied: 'copied caches, N = 1',
  eight: 'shared prefix, N = 8',
};

/** A prompt that no contestant has seen. */
export class FreshPrompts {
  readonly #length: number;
  #salt = 0;

  constructor(length: number) {
    this.#length = length;
  }

  next(): string {
    return promptOf(this.#length, this.#salt++);
  }
}

/** Everyone who takes part, in the order of the table. */
export function contestantsOf(engines: Engines, settings: Settings, counts: readonly number[]): Contestant[] {
  const { tokens } = settings;
  const prompts = new FreshPrompts(settings.prompt);
  const draw = async (engine: BenchmarkEngine, n: number): Promise<void> => {
    const messages = [{ role: 'user' as const, content: prompts.next() }];
    const rules = n === 1 ? greedy : sampled;
    const { usage } = await engine.sample({ messages, ...rules, n, maxTokens: tokens, limits: lengthsOf(n, tokens) });
    const expected = lengthsOf(n, tokens).reduce((sum, length) => sum + length, 0);
    if (usage.completionTokens !== expected || usage.promptTokens !== settings.prompt) {
      throw new Error(`${usage.promptTokens} + ${usage.completionTokens} tokens, not ${settings.prompt} + ${expected}`);
    }
  };
  const { shared, copied, transformers, llamaCpp } = engines;
  const there = (name: string, count: number, more: Partial<Contestant> = {}): Contestant => {
    const once = (): Promise<unknown> =>
      transformers.generate(Array<string>(count).fill(prompts.next()), tokens, count > 1);
    return { name, once, ...more };
  };
  return [
    there(names.greedyThere, 1),
    { name: names.one, once: () => draw(shared, 1) },
    { name: names.oneCopied, once: () => draw(copied, 1) },
    ...counts.map((n) => ({ name: `shared prefix, N = ${n}`, once: () => draw(shared, n) })),
    { name: 'copied caches, N = 8', once: () => draw(copied, 8), rounds: 1 },
    there(names.eightThere, 8, { rounds: 1 }),
    ...(llamaCpp === undefined
      ? []
      : [1, 8].map((n) => ({ name: `llama.cpp, N = ${n}`, once: () => draw(llamaCpp, n), rounds: 1 }))),
  ];
}
