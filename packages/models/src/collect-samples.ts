import { InvalidInputError, type Completion, type CompletionResult, type SampleSummary } from '@agentd/agent-core';

/** All samples of a request at once, ordered by index. */
export async function collectSamples(samples: AsyncGenerator<Completion, SampleSummary>): Promise<CompletionResult> {
  const completions: Completion[] = [];
  for (;;) {
    const { done, value } = await samples.next();
    if (done === true) return { completions: completions.toSorted((a, b) => a.index - b.index), ...value };
    completions.push(value);
  }
}

/** @throws InvalidInputError `model/bad-request` where a stream is asked for several samples */
export function checkStreamsOne(n: number): void {
  if (n === 1) return;
  throw new InvalidInputError(`stream() gives one sample, but n is ${n}; use sample() for several.`, {
    code: 'model/bad-request',
  });
}
