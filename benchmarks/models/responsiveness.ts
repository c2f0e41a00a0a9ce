import { monitorEventLoopDelay } from 'node:perf_hooks';
import { localModel, type LocalModelOptions } from '@agentd/models/local';
import { promptOf } from './prompts.ts';
import { sampled, type Settings } from './settings.ts';

/** How late timers of the main thread are while a model decodes in its worker: milliseconds. */
export interface Lateness {
  median: number;
  p99: number;
  worst: number;
}

/** Draws eight samples, streaming nothing, and measures how long the main thread's events wait meanwhile. */
export async function lateness(options: LocalModelOptions, { prompt, tokens }: Settings): Promise<Lateness> {
  const model = await localModel(options);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  try {
    delay.enable();
    await model.complete({
      messages: [{ role: 'user', content: promptOf(prompt, 4) }],
      ...sampled,
      n: 8,
      maxTokens: tokens,
    });
    delay.disable();
  } finally {
    await model.close?.();
  }
  const [median = 0, p99 = 0] = [50, 99].map((percent) => delay.percentile(percent) / 1e6);
  return { median, p99, worst: delay.max / 1e6 };
}
