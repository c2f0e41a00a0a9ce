import type { BenchmarkOrigin } from '../benchmark.ts';
import { defineBenchmark } from '../define-benchmark.ts';
import { answersInBoxes, math500 } from './math.ts';
import { hotpotqa } from './qa.ts';
import { subset } from './subset.ts';

const from = (whole: { origin?: BenchmarkOrigin }, title: string, file: string): { origin?: BenchmarkOrigin } =>
  whole.origin === undefined ? {} : { origin: { ...whole.origin, title, subset: subset(file, 1000) } };

/** Hard training questions of HotpotQA. */
export const hotpotqaTrain = defineBenchmark({
  name: 'hotpotqa-train',
  kind: 'qa',
  leaveOut: ['context'],
  ...from(hotpotqa, 'HotpotQA, training', 'hotpotqa_1000_20250402.json'),
});

/** Training problems of MATH, levels 4 and 5. */
export const mathTrain = defineBenchmark({
  name: 'math-train',
  kind: 'math',
  ...answersInBoxes,
  ...from(math500, 'MATH, training, levels 4 and 5', 'math_1000_20250414.json'),
});

/** Training problems of MATH, levels 2 and 3. Two rows of the paper's file have no answer (ids 124 and 519). */
export const mathTrainMedium = defineBenchmark({
  name: 'math-train-medium',
  kind: 'math',
  ...answersInBoxes,
  ...from(math500, 'MATH, training, levels 2 and 3', 'math_medium_1000_20250430.json'),
});
