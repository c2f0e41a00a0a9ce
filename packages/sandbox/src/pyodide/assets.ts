import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExecutorError } from '@agentd/agent-core';
import { z } from 'zod';

const manifestSchema = z.object({
  pyodide: z.string(),
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number() })),
});

/**
 * Checks the library archives against the manifest.
 * @throws ExecutorError code `executor/bad-assets` when one is missing or altered
 */
export async function verifyAssets(folder: string, pyodideFolder: string): Promise<void> {
  const fail = (what: string, cause?: unknown) =>
    new ExecutorError(`${what} Install @agentd/sandbox anew.`, { code: 'executor/bad-assets', cause });
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(pyodideFolder, 'package.json'), 'utf8')));
    if (version !== manifest.pyodide)
      throw fail(`The archives were made for pyodide ${manifest.pyodide}, but ${version} is installed.`);
    for (const [name, { sha256 }] of Object.entries(manifest.files)) {
      const found = createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex');
      if (found !== sha256) throw fail(`The archive ${name} has SHA-256 ${found}, not ${sha256}.`);
    }
  } catch (error) {
    throw error instanceof ExecutorError ? error : fail(`The library archives in ${folder} cannot be read.`, error);
  }
}
