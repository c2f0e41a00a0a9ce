import { InvalidInputError } from '@agentd/agent-core';
import type { Benchmark } from '../benchmark.ts';
import { aime, gsmHard, math500, olymMath } from './math.ts';
import { bamboogle, hotpotqa, musique, twoWiki } from './qa.ts';
import { hotpotqaTrain, mathTrain, mathTrainMedium } from './training.ts';

/** The benchmarks of the paper: four of questions, four of mathematics, and its training sets. */
export const benchmarks: readonly Benchmark[] = Object.freeze([
  hotpotqa,
  bamboogle,
  musique,
  twoWiki,
  math500,
  gsmHard,
  aime,
  olymMath,
  hotpotqaTrain,
  mathTrain,
  mathTrainMedium,
]);

/**
 * The benchmark of this name.
 * @param own benchmarks of the caller, which come first
 * @throws InvalidInputError `evaluator/benchmark` when there is none, with the names that there are
 */
export function benchmarkNamed(name: string, own: readonly Benchmark[] = []): Benchmark {
  const all = [...own, ...benchmarks];
  const found = all.find((benchmark) => benchmark.name === name.toLowerCase()) ?? all.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new InvalidInputError(
    `There is no benchmark "${name}". There are: ${all.map((benchmark) => benchmark.name).join(', ')}.`,
    { code: 'evaluator/benchmark' },
  );
}

export {
  aime,
  bamboogle,
  gsmHard,
  hotpotqa,
  hotpotqaTrain,
  math500,
  mathTrain,
  mathTrainMedium,
  musique,
  olymMath,
  twoWiki,
};
