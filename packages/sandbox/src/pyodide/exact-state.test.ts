import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { pyodideExecutor } from '../pyodide.ts';
import type { ChildSettings } from './child-settings.ts';
import { findLocations } from './locations.ts';
import { defaultCacheDir, snapshotPath } from './snapshot-store.ts';

/** `AGENTD_STATE_OPERATIONS=1000` for a longer run, `AGENTD_STATE_SEED` for other operations. */
const operations = Number(process.env['AGENTD_STATE_OPERATIONS'] ?? 60);
const seed = Number(process.env['AGENTD_STATE_SEED'] ?? 20_261_122);

it(
  `is the same to the last bit after each of ${operations} random operations`,
  { timeout: operations * 1_000 },
  async () => {
    // The first session makes the snapshot.
    await (await pyodideExecutor().open()).close();
    const locations = findLocations();
    const mebibyte = 2 ** 20;
    const settings: ChildSettings = {
      mode: 'serve',
      pyodideFolder: locations.pyodide,
      pythonFolder: locations.python,
      stdlib: join(locations.assets, 'stdlib.zip'),
      packages: join(locations.assets, 'packages.zip'),
      snapshot: await snapshotPath(defaultCacheDir(), locations, []),
      wheels: [],
      wheelsInSnapshot: false,
      memoryLimitBytes: 192 * mebibyte,
      fileQuotaBytes: 64 * mebibyte,
      branchMemoryBytes: 512 * mebibyte,
      outputLimit: 20_000,
      seed: 0,
      tools: [],
    };
    const program = fileURLToPath(new URL('__fixtures__/random-operations.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@agentd/source', '--no-warnings', program, JSON.stringify({ settings, operations, seed })],
      { maxBuffer: 16 * mebibyte },
    );
    const { done, found }: { done: Record<string, number>; found: string[] } = JSON.parse(stdout);
    if (process.env['AGENTD_STATE_OPERATIONS'] !== undefined) console.log(done);
    expect(found).toEqual([]);
    expect(Object.values(done).reduce((sum, count) => sum + count, 0)).toBe(operations);
  },
);
