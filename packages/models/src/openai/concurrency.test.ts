import { describe, expect, it } from 'vitest';
import { AdaptiveConcurrency, type Place } from './concurrency.ts';
import { answerOf, ScriptedServer, sendJson } from './__fixtures__/scripted-server.ts';

describe('the limit on requests at a time', () => {
  it('is halved once for all requests that met the same overload, and grows back by one a round', async () => {
    const limit = new AdaptiveConcurrency(8);
    const places = await Promise.all(Array.from({ length: 8 }, () => limit.enter(undefined)));
    for (const place of places) place.leave('overloaded');
    expect(limit.limit).toBe(4);
    for (let round = 0; round < 4; round++) (await limit.enter(undefined)).leave('answered');
    expect(limit.limit).toBe(4);
    for (let round = 0; round < 40; round++) (await limit.enter(undefined)).leave('answered');
    expect(limit.limit).toBe(8);
  });

  it('never falls below one, and is left alone by faults that are no overload', async () => {
    const limit = new AdaptiveConcurrency(4);
    for (let time = 0; time < 9; time++) (await limit.enter(undefined)).leave('overloaded');
    expect(limit.limit).toBe(1);
    (await limit.enter(undefined)).leave('other');
    expect(limit.limit).toBe(1);
  });

  it('lets wait in order, and forgets those that give up', async () => {
    const limit = new AdaptiveConcurrency(1);
    const first = await limit.enter(undefined);
    const gone = new AbortController();
    const entered: string[] = [];
    const wait = (name: string, signal?: AbortSignal): Promise<Place> =>
      limit.enter(signal).then((place) => {
        entered.push(name);
        return place;
      });
    const abandoned = wait('abandoned', gone.signal);
    const second = wait('second');
    const third = wait('third');
    gone.abort(new Error('no time'));
    await expect(abandoned).rejects.toThrow('no time');
    first.leave('answered');
    (await second).leave('answered');
    (await third).leave('answered');
    expect(entered).toEqual(['second', 'third']);
  });

  it('is shared by all calls of a model, and lowered by 429', async () => {
    let running = 0;
    let most = 0;
    let refusals = 4;
    await using server = await ScriptedServer.start(async (_, response) => {
      if (refusals-- > 0) return sendJson(response, 429, {}, { 'retry-after-ms': '1' });
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 15));
      running--;
      return answerOf('ok');
    });
    const model = server.model({ concurrency: 4, maxRetries: 5 });
    const call = (): Promise<unknown> => model.complete({ messages: [{ role: 'user', content: 'Hi' }] });
    await Promise.all(Array.from({ length: 8 }, call));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(4);
    expect(model.usage()).toMatchObject({ requests: 12, failures: 4, completionTokens: 40 });
  });
});
