import { describe, expect, it } from 'vitest';
import { checkLocalOptions, type LocalModelOptions } from './options.ts';

const model = 'owner/name';

describe('options of localModel', () => {
  it.each<[string, LocalModelOptions, RegExp]>([
    ['neither folder nor name', {}, /either path .* or model .*not none/],
    ['folder and name', { path: 'here', model }, /not both/],
    ['a name that is a path', { model: '../etc/passwd' }, /owner\/name/],
    ['a name with a third part', { model: 'a/b/c' }, /owner\/name/],
    ['an unknown weight format', JSON.parse('{"path":"here","dtype":"q3"}'), /dtype/],
  ])('with %s are refused', (_, options, message) => {
    expect(() => checkLocalOptions(options, {})).toThrow(message);
  });

  it('take the hub, its token and offline mode from the environment', () => {
    expect(checkLocalOptions({ model }, {}).source).toMatchObject({
      model,
      revision: 'main',
      endpoint: 'https://huggingface.co',
      token: undefined,
      offline: false,
    });
    const environment = { HF_ENDPOINT: 'http://mirror.local/hf', HF_TOKEN: ' hf_abc\n', HF_HUB_OFFLINE: '1' };
    expect(checkLocalOptions({ model }, environment).source).toMatchObject({
      endpoint: 'http://mirror.local/hf',
      token: 'hf_abc',
      offline: true,
    });
    expect(checkLocalOptions({ model, offline: false }, { AGENTD_OFFLINE: '1' }).source).toMatchObject({
      offline: false,
    });
    expect(checkLocalOptions({ model }, { AGENTD_OFFLINE: 'true' }).source).toMatchObject({ offline: true });
    expect(checkLocalOptions({ model }, { AGENTD_OFFLINE: '0' }).source).toMatchObject({ offline: false });
  });

  it.each([
    { HF_TOKEN: 'hf_secret\nX: y' },
    { HF_ENDPOINT: 'https://me:hf_secret@mirror' },
    { HF_ENDPOINT: 'hf_secret' },
  ])('never repeat a secret', (environment) => {
    expect(() => checkLocalOptions({ model }, environment)).toThrow(/^localModel: HF_(?!.*secret)/);
  });

  it('leave the environment alone for a folder', () => {
    expect(checkLocalOptions({ path: 'here' }, { HF_ENDPOINT: 'nonsense' }).source).toEqual({ path: 'here' });
  });
});
