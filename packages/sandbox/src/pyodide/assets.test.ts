import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAssets } from './assets.ts';
import { findLocations } from './locations.ts';

const { assets, pyodide } = findLocations();

describe('verifyAssets', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agentd-assets-'));
    await cp(assets, folder, { recursive: true });
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it('accepts the archives as they were made', async () => {
    await expect(verifyAssets(folder, pyodide)).resolves.toBeUndefined();
  });

  it('names an archive that was altered or is gone, and the way out', async () => {
    await writeFile(join(folder, 'packages.zip'), 'other');
    await expect(verifyAssets(folder, pyodide)).rejects.toMatchObject({
      code: 'executor/bad-assets',
      message: expect.stringMatching(/packages\.zip has SHA-256 .*Install @agentd\/sandbox anew/),
    });
    await rm(join(folder, 'packages.zip'));
    await expect(verifyAssets(folder, pyodide)).rejects.toMatchObject({ code: 'executor/bad-assets' });
  });

  it('refuses archives for another version of Pyodide', async () => {
    await writeFile(join(folder, 'package.json'), '{"version":"0.0.1"}');
    await expect(verifyAssets(assets, folder)).rejects.toThrow(/made for pyodide 314\.0\.7, but 0\.0\.1/);
  });
});
