import { GreedyDecoder } from '@agentd/agent-core';
import { scriptedModel } from '@agentd/agent-core/testing';
import { describe, expect, it } from 'vitest';
import { checkCreateAgentOptions, type CreateAgentOptions } from './create-agent-options.ts';

describe('checkCreateAgentOptions', () => {
  it.each<CreateAgentOptions>([
    {},
    { model: 'named' },
    { model: 'named', baseURL: 'http://localhost:1/v1', apiKey: 'k' },
    { local: 'folder', sag: { samples: 2 } },
    { hub: 'owner/name', dtype: 'q4' },
    { model: scriptedModel([]), decoder: new GreedyDecoder() },
  ])('takes %j', (options) => {
    expect(() => checkCreateAgentOptions(options)).not.toThrow();
  });

  it.each<[string, CreateAgentOptions]>([
    ['both model and local', { model: 'named', local: 'folder' }],
    ['both local and hub', { local: 'folder', hub: 'owner/name' }],
    ['dtype (q4)', { model: 'named', dtype: 'q4' }],
    ['baseURL (http://localhost:1/v1)', { baseURL: 'http://localhost:1/v1' }],
    ['apiKey', { local: 'folder', apiKey: 'secret' }],
    ['the decoder is greedy', { decoder: 'greedy', sag: {} }],
    ['the decoder is greedy', { decoder: new GreedyDecoder(), sag: {} }],
    ['model', { model: ' ' }],
    ['baseURL', { model: 'named', baseURL: 'localhost:8000' }],
  ])('refuses: %s', (named, options) => {
    const check = () => checkCreateAgentOptions(options);
    expect(check).toThrow(expect.objectContaining({ code: 'agent/bad-options' }));
    expect(check).toThrow(new RegExp(named.replaceAll(/[()]/g, '\\$&'), 'i'));
  });

  it('does not show the key', () => {
    expect(() => checkCreateAgentOptions({ apiKey: 'secret' })).toThrow(expect.not.stringContaining('secret'));
  });
});
