import type { BenchmarkEngine } from '@agentd/models/testing';
import type { ChatMessage } from '@agentd/agent-core';
import { processorTime } from './measure.ts';
import { lengthsOf, promptOf } from './prompts.ts';
import { greedy, sampled, type Settings } from './settings.ts';

/** What reading a prompt took. */
export interface Reading {
  promptTokens: number;
  fedTokens: number;
  seconds: number;
}

const OBSERVATION = 300;

/**
 * The second step of an agent: its prompt is the first one, an answer to that, and an observation. Read after the first
 * step, and cold.
 */
export async function twoSteps(engine: BenchmarkEngine, settings: Settings): Promise<{ next: Reading; cold: Reading }> {
  const { prompt, tokens } = settings;
  const read = async (messages: ChatMessage[]): Promise<Reading> => {
    const before = engine.fedTokens;
    let promptTokens = 0;
    const seconds = await processorTime(async () => {
      const { usage } = await engine.sample({ messages, ...greedy, maxTokens: 1 });
      ({ promptTokens } = usage);
    });
    return { promptTokens, fedTokens: engine.fedTokens - before, seconds };
  };
  const first: ChatMessage[] = [{ role: 'user', content: promptOf(prompt, 1) }];
  const samples = { ...sampled, n: 8, maxTokens: tokens, limits: lengthsOf(8, tokens) };
  const { completions } = await engine.sample({ messages: first, ...samples });
  // Bytes that are no text are cut into other tokens when they are read than when they were drawn.
  const winner = completions.find(({ text }) => !text.includes('\uFFFD')) ?? completions[0];
  const second: ChatMessage[] = [
    ...first,
    { role: 'assistant', content: winner?.text ?? '' },
    { role: 'user', content: ` ${promptOf(OBSERVATION - 1, 2)}` },
  ];
  const next = await read(second);
  await read([{ role: 'user', content: promptOf(100, 3) }]);
  return { next, cold: await read(second) };
}
