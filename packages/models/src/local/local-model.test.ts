import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeLanguageModel } from '@agentd/agent-core/testing';
import type { CompletionRequest } from '@agentd/agent-core';
import { describe, expect, it } from 'vitest';
import { fixture } from './__fixtures__/model-folders.ts';
import { localModel } from './local-model.ts';

describeLanguageModel('local, plain attention', () => localModel({ path: fixture('tiny-attention') }));
describeLanguageModel('local, GroupQueryAttention', () => localModel({ path: fixture('tiny-gqa') }));
describeLanguageModel('local, 16-bit floats', () => localModel({ path: fixture('tiny-fp16') }));

const request: CompletionRequest = { messages: [{ role: 'user', content: 'Count.' }], n: 8, temperature: 1, seed: 1 };

describe('localModel', () => {
  it('is named after its folder, or as told', async () => {
    const [one, other] = await Promise.all([
      localModel({ path: fixture('tiny-gqa') }),
      localModel({ path: fixture('tiny-gqa'), id: 'mine' }),
    ]);
    expect([one.id, other.id]).toEqual(['tiny-gqa', 'mine']);
    await Promise.all([one.close?.(), other.close?.()]);
  });

  it('says whether samples share their prompt, and why not', async () => {
    const [one, other] = await Promise.all([
      localModel({ path: fixture('tiny-gqa') }),
      localModel({ path: fixture('tiny-gqa'), sharePrefix: false }),
    ]);
    expect(one.prefixSharing).toEqual({ shared: true });
    expect(other.prefixSharing).toMatchObject({ shared: false, reason: expect.stringContaining('sharePrefix') });
    await Promise.all([one.close?.(), other.close?.()]);
  });

  it('answers several calls at a time as it answers them one by one', async () => {
    const model = await localModel({ path: fixture('tiny-gqa') });
    const seeds = [1, 2, 3];
    const together = await Promise.all(seeds.map((seed) => model.complete({ ...request, seed })));
    for (const [at, seed] of seeds.entries()) {
      const { completions } = await model.complete({ ...request, seed });
      expect(completions).toEqual(together[at]?.completions);
    }
    await model.close?.();
  });

  it('leaves the event loop free', async () => {
    const model = await localModel({ path: fixture('tiny-gqa') });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await model.complete({ ...request, n: 16 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    await model.close?.();
  });

  it('draws something else each time without a seed', async () => {
    const model = await localModel({ path: fixture('tiny-gqa') });
    const { seed: _, ...unseeded } = request;
    const texts = await Promise.all([model.complete(unseeded), model.complete(unseeded)]);
    expect(texts[0]?.completions[0]?.text).not.toBe(texts[1]?.completions[0]?.text);
    await model.close?.();
  });

  it('ends what runs when it is closed, and stays closed', async () => {
    const model = await localModel({ path: fixture('tiny-gqa') });
    const running = model.complete({ ...request, n: 64 }).catch((error: unknown) => error);
    await model.close?.();
    expect(await running).toMatchObject({ code: 'model/closed' });
    await model.close?.();
    await expect(model.complete(request)).rejects.toMatchObject({ code: 'model/closed' });
  });

  it('keeps the process alive until it is closed, also after an aborted answer', async () => {
    const program = fileURLToPath(new URL('__fixtures__/close-after-abort.ts', import.meta.url));
    const execute = promisify(execFile);
    const { stdout } = await execute(process.execPath, ['--conditions=@agentd/source', program, fixture('tiny-gqa')]);
    expect(stdout).toBe('closed\n');
  });

  it('reports faults of loading as they are', async () => {
    await expect(localModel({ path: fixture('nothing') })).rejects.toMatchObject({ code: 'model/not-found' });
    await expect(localModel({ path: fixture('tiny-gqa'), dtype: 'q8' })).rejects.toMatchObject({
      code: 'model/not-found',
    });
    await expect(localModel({ path: '' })).rejects.toMatchObject({ code: 'model/bad-options' });
    await expect(localModel({ path: fixture('tiny-gqa'), threads: 0 })).rejects.toThrow(/threads/);
  });

  it('stops loading when aborted', async () => {
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(localModel({ path: fixture('tiny-gqa'), signal })).rejects.toThrow('never mind');
  });
});
