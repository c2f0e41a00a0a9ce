import { scriptedModel } from '@agentd/agent-core/testing';
import { expect, it } from 'vitest';
import { paceModel } from './pace-model.ts';

const request = { messages: [{ role: 'user', content: 'Hi' }] } as const;
const model = () => scriptedModel(Array.from({ length: 9 }, () => 'Hello'));
/** Milliseconds; without a pace these calls take one or two. A timer may end a little early. */
const atLeast = (milliseconds: number) => milliseconds - 10;

it('spreads requests evenly, whichever way they are made', async () => {
  const paced = paceModel(model(), { requestsPerMinute: 3_000 });
  const clock = performance.now();
  const sampled = async () => {
    for await (const { text } of paced.sample?.({ ...request, n: 2 }) ?? []) expect(text).toBe('Hello');
  };
  await Promise.all([paced.complete(request), sampled(), paced.complete(request), paced.complete(request)]);
  expect(performance.now() - clock).toBeGreaterThan(atLeast(60));
});

it('counts every sample where the model makes a request for each', async () => {
  const inner = model();
  const paced = paceModel(
    { ...inner, capabilities: { ...inner.capabilities, n: false } },
    { requestsPerMinute: 3_000 },
  );
  const clock = performance.now();
  await paced.complete({ ...request, n: 4 });
  await paced.complete(request);
  expect(performance.now() - clock).toBeGreaterThan(atLeast(80));
});

it('stops waiting when the call is aborted, without a request', async () => {
  const inner = model();
  const paced = paceModel(inner, { requestsPerMinute: 1 });
  await paced.complete(request);
  const stop = new AbortController();
  const waiting = paced.complete(request, { signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(inner.requests).toHaveLength(1);
});

it('shows no more than the model has, and refuses a pace that is none', () => {
  expect(paceModel(model(), { requestsPerMinute: 1 })).not.toHaveProperty('stream');
  for (const requestsPerMinute of [0, -1, Number.NaN, Infinity]) {
    expect(() => paceModel(model(), { requestsPerMinute })).toThrow(String(requestsPerMinute));
  }
});
