import { describe, expect, it } from 'vitest';
import { ScriptedServer, sendEvents } from './__fixtures__/scripted-server.ts';
import { splitThinking, ThinkingSplitter } from './thinking.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;

describe('thinking before an answer', () => {
  it.each([
    ['<think>\nHmm.\n</think>\n\nYes.', 'Hmm.', 'Yes.'],
    ['\n<thinking>Hmm.</thinking>Yes.', 'Hmm.', 'Yes.'],
    ['<think></think>Yes.', '', 'Yes.'],
    ['Hmm.</think>\nYes.', 'Hmm.', 'Yes.'],
    ['<think>Hmm, and', 'Hmm, and', ''],
    ['Yes: <think>x</', '', 'Yes: <think>x</'],
    ['Yes.', '', 'Yes.'],
  ])('is told from it: %j', (text, reasoning, answer) => {
    const split = splitThinking(text);
    expect({ reasoning: split.reasoning, answer: split.answer }).toEqual({ reasoning, answer });
  });

  it('is told in pieces wherever they are cut, and nothing of it is ever shown', () => {
    const text = '<think>Hmm. 1 < 2</think>\n\nYes, <b>.';
    const splitter = new ThinkingSplitter();
    for (const character of text) {
      splitter.push(character);
      expect('Yes, <b>.'.startsWith(splitter.answer)).toBe(true);
    }
    splitter.end();
    expect(splitter).toMatchObject({ answer: 'Yes, <b>.', reasoning: 'Hmm. 1 < 2' });
  });

  it('stays in the text unless asked for', async () => {
    const choices = [{ finish_reason: 'stop', message: { content: '<think>Hmm.</think>Yes.' } }];
    await using server = await ScriptedServer.start(() => ({ choices }));
    const text = await server.model().complete({ messages });
    expect(text.completions).toMatchObject([{ text: '<think>Hmm.</think>Yes.' }]);
    const apart = await server.model({ thinking: 'separate' }).complete({ messages });
    expect(apart.completions).toMatchObject([{ text: 'Yes.', reasoning: 'Hmm.' }]);
  });

  it.each(['reasoning_content', 'reasoning'])('comes apart in the field %s, whole and streamed', async (field) => {
    const choices = [{ finish_reason: 'stop', message: { content: 'Yes.', [field]: 'Hmm.' } }];
    await using server = await ScriptedServer.start(() => ({ choices }));
    const model = server.model();
    expect((await model.complete({ messages })).completions).toMatchObject([{ text: 'Yes.', reasoning: 'Hmm.' }]);
    const chunks = await Array.fromAsync(model.stream?.({ messages }) ?? []);
    expect(chunks).toMatchObject([
      { type: 'text', text: 'Yes.' },
      { type: 'completion', completion: { text: 'Yes.', reasoning: 'Hmm.' } },
    ]);
  });

  it('that takes all tokens is an error, whole and streamed, and not tried again', async () => {
    const choices = [{ finish_reason: 'length', message: { content: '<think>Hmm, and' } }];
    await using server = await ScriptedServer.start(() => ({ choices }));
    const model = server.model({ thinking: 'separate', maxRetries: 3 });
    const expected = {
      code: 'model/empty-answer',
      isRetryable: false,
      message: expect.stringMatching(/raise maxTokens/),
    };
    await expect(model.complete({ messages })).rejects.toMatchObject(expected);
    await expect(Array.fromAsync(model.stream?.({ messages }) ?? [])).rejects.toMatchObject(expected);
    expect(server.seen).toHaveLength(2);
  });

  it('does not hide a given beginning that was asked for by an instruction', async () => {
    await using server = await ScriptedServer.start((_, response) => {
      const pieces = ['<thi', 'nk>Hmm.</th', 'ink>\nThought', ': I add.'];
      sendEvents(response, [
        ...pieces.map((content) => ({ choices: [{ delta: { content } }] })),
        { choices: [{ finish_reason: 'stop', delta: {} }] },
      ]);
      response.end('data: [DONE]\n\n');
    });
    const model = server.model({ server: 'openai', thinking: 'separate' });
    const chunks = await Array.fromAsync(model.stream?.({ messages, prefill: 'Thought:' }) ?? []);
    expect(chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('')).toBe(' I add.');
    expect(chunks.at(-1)).toMatchObject({ completion: { text: ' I add.', reasoning: 'Hmm.' } });
  });
});
