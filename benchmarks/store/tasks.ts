import type { SamplingTask } from '@agentd/ftp-sampler';
import { sumTask } from '@agentd/ftp-sampler/testing';

/** Questions about sums, one at a time: a million in an array would count as the store's memory. */
export function* manySums(count: number): Generator<SamplingTask, void> {
  for (let number = 0; number < count; number += 1) yield sumTask(number);
}
