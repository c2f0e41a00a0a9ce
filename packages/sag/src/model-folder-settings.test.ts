import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelFolderSettings } from './model-folder-settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('modelFolderSettings', () => {
  it('reads the prompt that the model was trained on', async () => {
    await writeFile(join(folder, 'agentd.json'), '{"prompt": "compact", "note": "of a later version"}');
    expect(await modelFolderSettings(folder)).toEqual({ prompt: 'compact' });
  });

  it('reads how the model was taught to see passages', async () => {
    await writeFile(join(folder, 'agentd.json'), '{"search": {"passages": 2, "maxPassageCharacters": 320}}');
    expect(await modelFolderSettings(folder)).toEqual({ search: { passages: 2, maxPassageCharacters: 320 } });
  });

  it('has no wishes where there is no such file, or no such folder', async () => {
    expect(await modelFolderSettings(folder)).toEqual({});
    expect(await modelFolderSettings(join(folder, 'absent'))).toEqual({});
  });

  it.each(['{"prompt": "loud"}', '{"search": {"passages": 0}}', '{', '[]'])(
    'says which file cannot be used: %s',
    async (text) => {
      await writeFile(join(folder, 'agentd.json'), text);
      await expect(modelFolderSettings(folder)).rejects.toMatchObject({
        code: 'model/bad-files',
        message: expect.stringContaining(join(folder, 'agentd.json')),
      });
    },
  );
});
