import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentPrompt, compactPrompt, type LanguageModel } from '@agentd/agent-core';
import { scriptedModel } from '@agentd/agent-core/testing';
import { openaiServer } from '@agentd/models/testing';
import { describe, expect, it } from 'vitest';
import { createAgent } from './create-agent.ts';

const turn = (code: string) => `Thought: a step.\nCode:\n\`\`\`py\n${code}\n\`\`\``;

/** A scripted model that knows whether it was closed. */
function watchedModel(...turns: string[]): LanguageModel & { isClosed: boolean } {
  return Object.assign(scriptedModel(turns), {
    isClosed: false,
    async close(this: { isClosed: boolean }) {
      this.isClosed = true;
    },
  });
}

describe('createAgent', () => {
  it('samples eight candidates a step and runs their code in the sandbox', async () => {
    await using agent = await createAgent({
      model: scriptedModel([turn('x = 6 * 7\nprint(x)'), turn('final_answer(x)')]),
    });
    const { outcome, steps, decoder, executor, prompt } = await agent.run('What is 6 times 7?');
    expect(outcome).toMatchObject({ status: 'answered', answer: { text: '42' } });
    expect(steps[0]?.candidates).toHaveLength(8);
    expect(decoder.name).toBe('sag');
    expect(executor.isolation).toContain('pyodide');
    expect(prompt.name).toBe('agent');
  });

  it('answers with the tiny agent where no model is named, and with the prompt that it was trained on', async () => {
    await using agent = await createAgent();
    expect(agent.options.prompt).toBe(compactPrompt);
    const { outcome, steps } = await agent.run(
      'Ana has 128 boxes. Each box holds 36 candles. How many candles does Ana have?',
    );
    expect(outcome.status).toMatch(/^(answered|max-steps)$/);
    expect(steps[0]?.code).not.toBe('');
  }, 60_000);

  it('takes a model by its name from an OpenAI-compatible server', async () => {
    const server = await openaiServer(scriptedModel([turn('final_answer(42)')]), { apiKey: 'secret' });
    try {
      await using agent = await createAgent({
        model: 'scripted',
        baseURL: server.url,
        apiKey: 'secret',
        sag: { samples: 2 },
      });
      expect((await agent.run('What is 6 times 7?')).outcome.answer?.text).toBe('42');
    } finally {
      await server.close();
    }
  });

  it('takes the prompt that is asked for', async () => {
    const prompt = agentPrompt({ demonstrations: false });
    await using agent = await createAgent({ model: scriptedModel([]), prompt });
    expect(agent.options.prompt).toBe(prompt);
  });

  it('hands the settings of SAG and the limits on', async () => {
    await using agent = await createAgent({
      model: scriptedModel([]),
      sag: { preset: 'paper', samples: 3 },
      maxSteps: 2,
    });
    expect(agent.options.decoder.settings).toMatchObject({ samples: 3, equivalence: 'exact' });
    expect(agent.options.maxSteps).toBe(2);
  });

  it('does not close what was handed in', async () => {
    const model = watchedModel(turn('final_answer(1)'));
    const agent = await createAgent({ model });
    await agent.close();
    expect(model.isClosed).toBe(false);
  });

  it('ends runs that are under way when it is closed, and refuses others', async () => {
    const agent = await createAgent({ model: scriptedModel([turn('import time\ntime.sleep(60)')]), timeoutMs: 60_000 });
    const events = agent.stream('Wait.')[Symbol.asyncIterator]();
    await events.next();
    await events.next();
    const under = events.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await agent.close();
    expect((await under).value).toMatchObject({ type: 'run-end', trajectory: { outcome: { status: 'aborted' } } });
    await expect(agent.run('Again.')).rejects.toMatchObject({ code: 'agent/closed' });
    expect(() => agent.stream('Again.')).toThrow(expect.objectContaining({ code: 'agent/closed' }));
    await agent.close();
  });

  it('refuses options that contradict each other before it loads anything', async () => {
    await expect(createAgent({ model: 'a', local: 'b' })).rejects.toMatchObject({ code: 'agent/bad-options' });
    await expect(createAgent({ sag: { temperature: 0 } })).rejects.toMatchObject({ code: 'sag/bad-options' });
    await expect(createAgent({ model: scriptedModel([]), maxSteps: 0 })).rejects.toMatchObject({
      code: 'agent/bad-options',
    });
  });

  it('says that a local folder holds no model', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'agentd-empty-'));
    await expect(createAgent({ local: folder })).rejects.toMatchObject({
      code: expect.stringMatching(/^model\//),
      message: expect.stringContaining(folder),
    });
    await rm(folder, { recursive: true });
  });
});
