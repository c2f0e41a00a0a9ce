import type { LanguageModel } from '@agentd/agent-core';
import { scriptedModel } from '@agentd/agent-core/testing';
import { describe, expect, it } from 'vitest';
import { openaiModel } from '../openai/index.ts';
import { openaiServer } from './index.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;

async function chunksOf(model: LanguageModel): Promise<unknown[]> {
  const server = await openaiServer(model);
  try {
    const remote = openaiModel({ model: model.id, baseURL: server.url, apiKey: 'key' });
    return await Array.fromAsync(remote.stream?.({ messages }) ?? []);
  } finally {
    await server.close();
  }
}

describe('the server for any model', () => {
  it('streams the answer of a model that does not stream in one piece, with its reasoning', async () => {
    const chunks = await chunksOf(scriptedModel([{ text: 'Yes, of course.', reasoning: 'Hmm.' }]));
    expect(chunks).toMatchObject([
      { type: 'text', text: 'Yes, of course.' },
      { type: 'completion', completion: { text: 'Yes, of course.', reasoning: 'Hmm.', finishReason: 'stop' } },
    ]);
  });
});
