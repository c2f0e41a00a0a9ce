import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadSettings } from '../options.ts';

// Helpers of the tests; not part of any entry.

/** Path of a model, or of another file, in the package's fixtures folder. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
}

/** Settings to load a fixture with. */
export function fixtureSettings(name: string): LoadSettings {
  return {
    path: fixture(name),
    dtype: 'auto',
    threads: 1,
    maxContext: undefined,
    sharePrefix: true,
    reuseAnswers: true,
    cacheDir: join(tmpdir(), 'agentd-models-test-graphs'),
  };
}

/** A copy of a fixture that the test may damage; it is removed after `use`. */
export async function withCopy(name: string, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'agentd-models-'));
  try {
    await cp(fixture(name), folder, { recursive: true });
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
