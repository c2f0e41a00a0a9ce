import { describe, expect, it } from 'vitest';
import { agentOptionsFrom, type RunFlags } from './run-flags.ts';

const flags = (more: Partial<RunFlags> = {}): RunFlags => ({ decoder: 'sag', seed: 0, json: false, ...more });

describe('agentOptionsFrom', () => {
  it('takes the tiny agent where nothing names a model', () => {
    expect(agentOptionsFrom(flags(), {})).toEqual({ decoder: 'sag', sag: {} });
  });

  it('takes the tiny agent also where the environment only knows a server and a key', () => {
    const environment = { OPENAI_BASE_URL: 'http://localhost:1/v1', OPENAI_API_KEY: 'key', OPENAI_MODEL: '' };
    expect(agentOptionsFrom(flags(), environment).model).toBeUndefined();
  });

  it('takes a model on a server from --model, else from OPENAI_MODEL', () => {
    const environment = { OPENAI_MODEL: 'from-environment' };
    expect(
      agentOptionsFrom(flags({ model: 'named', baseUrl: 'http://localhost:1/v1', apiKey: 'k' }), environment),
    ).toMatchObject({
      model: 'named',
      baseURL: 'http://localhost:1/v1',
      apiKey: 'k',
    });
    expect(agentOptionsFrom(flags(), environment).model).toBe('from-environment');
  });

  it('takes a local folder rather than OPENAI_MODEL', () => {
    expect(agentOptionsFrom(flags({ local: 'models/x' }), { OPENAI_MODEL: 'm' })).toMatchObject({ local: 'models/x' });
    expect(agentOptionsFrom(flags({ local: 'models/x' }), { OPENAI_MODEL: 'm' }).model).toBeUndefined();
  });

  it('hands the settings of SAG on', () => {
    expect(agentOptionsFrom(flags({ n: 4, temperature: 0.7, preset: 'paper' }), {}).sag).toEqual({
      samples: 4,
      temperature: 0.7,
      preset: 'paper',
    });
  });

  it('gives greedy decoding its temperature', () => {
    expect(agentOptionsFrom(flags({ decoder: 'greedy', temperature: 0.2 }), {}).decoder).toMatchObject({
      name: 'greedy',
      settings: { temperature: 0.2 },
    });
  });

  it.each([
    ['--local and --model', { local: 'x', model: 'y' }],
    ['--local and --base-url', { local: 'x', baseUrl: 'http://localhost:1' }],
    ['--local and --hub', { local: 'x', hub: 'owner/name' }],
    ['--hub and --model', { hub: 'owner/name', model: 'y' }],
    ['--dtype', { dtype: 'q4' }],
    ['--base-url', { baseUrl: 'http://localhost:1' }],
    ['--api-key', { apiKey: 'k' }],
    ['--n', { decoder: 'greedy', n: 8 }],
    ['--preset', { decoder: 'greedy', preset: 'paper' }],
  ] as const)('refuses %s where it makes no sense', (named, more) => {
    expect(() => agentOptionsFrom(flags(more), {})).toThrow(named);
  });
});
