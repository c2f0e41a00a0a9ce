import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createIndex } from '../open-index.ts';
import type { CreateIndexOptions } from '../options.ts';
import type { PassageIndex } from '../passage-index.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A new index in a folder that is removed after the test. */
export async function openTestIndex(
  options: Partial<CreateIndexOptions> = {},
): Promise<{ index: PassageIndex; path: string }> {
  const path = options.path ?? join(await temporaryFolder(), 'index');
  const index = await createIndex({ ...options, path });
  onTestFinished(() => index.close());
  return { index, path };
}
