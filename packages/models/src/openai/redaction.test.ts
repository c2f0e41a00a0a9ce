import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ScriptedServer, sendJson } from './__fixtures__/scripted-server.ts';
import { openaiModel } from './openai-model.ts';
import { redactor, shownAddress } from './secrets.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;

/** All that an error shows in a log, its causes too. */
const logged = (error: unknown): string => inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);

describe('keys', () => {
  it('are blotted out however they are written', () => {
    const redact = redactor({
      apiKey: 'sk-a+b/c==',
      baseURL: 'https://ada:pa%23ss@host/v1?api-key=query-key&version=2026',
      headers: { 'X-Api-Key': 'header-key', Authorization: 'Bearer token-key', 'X-Team': 'blue team' },
    });
    const login = btoa('ada:pa#ss');
    const texts = [
      'sk-a+b/c==',
      'sk-a%2Bb%2Fc%3D%3D',
      'query-key',
      'header-key',
      'token-key',
      'pa#ss',
      'pa%23ss',
      login,
    ];
    for (const text of texts) expect(redact(`said "${text}" here`)).toBe('said "[API key]" here');
    expect(redact('blue team, version 2026')).toBe('blue team, version 2026');
  });

  it('are not part of an address that is shown', () => {
    expect(shownAddress('https://ada:secret@host:8000/v1/?key=secret&v=2')).toBe('https://host:8000/v1?key=…&v=…');
  });

  it.each([401, 400, 404, 429, 500])('that the server echoes are in no error, message or cause (%i)', async (code) => {
    await using server = await ScriptedServer.start(({ headers, path }, response) =>
      sendJson(response, code, { error: { message: `refused ${JSON.stringify(headers)} at ${path}` } }),
    );
    const baseURL = `${server.url}?api-key=query-key`;
    const model = server.model({ baseURL, headers: { 'x-api-key': 'header-key' } });
    const calls = [() => model.complete({ messages }), () => Array.fromAsync(model.stream?.({ messages }) ?? [])];
    for (const call of calls) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(logged(error)).toMatch(/\[API key\]/);
      expect(logged(error)).not.toMatch(/sk-secret|query-key|header-key/);
    }
    expect(server.seen[0]?.path).toBe('/v1/chat/completions?api-key=query-key');
  });

  it('of a server that does not answer are in no error', async () => {
    const server = await ScriptedServer.start(() => ({}));
    await server[Symbol.asyncDispose]();
    const baseURL = server.url.replace('http://', 'http://ada:login-key@');
    const error: unknown = await server
      .model({ baseURL, headers: { cookie: 'cookie-key' } })
      .complete({ messages })
      .catch((thrown: unknown) => thrown);
    expect(logged(error)).not.toMatch(/sk-secret|login-key|cookie-key/);
  });

  it('in an answer that can not be read are not shown', async () => {
    await using server = await ScriptedServer.start(() => ({
      choices: [{ message: { content: null, refusal: 'sk-secret' } }],
    }));
    const error: unknown = await server
      .model()
      .complete({ messages })
      .catch((thrown: unknown) => thrown);
    expect(logged(error)).not.toContain('sk-secret');
  });

  it('with a line break are trimmed, others that no header can hold are refused without being shown', async () => {
    await using server = await ScriptedServer.start(() => ({ choices: [{ message: { content: 'ok' } }] }));
    await server.model({ apiKey: 'sk-secret\n' }).complete({ messages });
    expect(server.seen[0]?.headers.authorization).toBe('Bearer sk-secret');
    const make = (): unknown => openaiModel({ model: 'm', baseURL: server.url, apiKey: 'sk-\u2026secret' });
    expect(make).toThrow(/apiKey/);
    expect(make).not.toThrow(/secret/);
  });

  it('in the address as user and password are sent as a header', async () => {
    await using server = await ScriptedServer.start(() => ({ choices: [{ message: { content: 'ok' } }] }));
    await openaiModel({ model: 'm', baseURL: server.url.replace('//', '//ada:pass@'), server: 'vllm' }).complete({
      messages,
    });
    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${btoa('ada:pass')}`);
  });
});
