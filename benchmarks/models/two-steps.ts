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
  // The processor time varies from run to run: the fastest of each.
  const all: { next: Reading; cold: Reading }[] = [];
  for (let round = 0; round < settings.rounds; round++) all.push(await once(engine, settings));
  const fastest = (of: 'next' | 'cold'): Reading[] =>
    all.map((each) => each[of]).toSorted((one, other) => one.seconds - other.seconds);
  const [[next], [cold]] = [fastest('next'), fastest('cold')];
  if (next === undefined || cold === undefined) throw new Error('There were no rounds.');
  return { next, cold };
}

async function once(engine: BenchmarkEngine, settings: Settings): Promise<{ next: Reading; cold: Reading }> {
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
  // One of middling length; bytes that are no text would be cut into other tokens when they are read.
  const [, , , ...others] = completions.toSorted((one, other) => one.tokens - other.tokens);
  const winner = others.find(({ text }) => !text.includes('\uFFFD')) ?? others[0];
  const second: ChatMessage[] = [
    ...first,
    { role: 'assistant', content: winner?.text ?? '' },
    { role: 'user', content: ` ${promptOf(OBSERVATION - 1, 2)}` },
  ];
  const next = await read(second);
  const forget = (): Promise<Reading> => read([{ role: 'user', content: promptOf(100, 3) }]);
  await forget();
  const cold = await read(second);
  await forget();
  return { next, cold };
}
