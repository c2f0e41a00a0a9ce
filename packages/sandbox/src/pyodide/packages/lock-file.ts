import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExecutorError } from '@agentd/agent-core';
import { z } from 'zod';
import { normalizeName } from './requirement.ts';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  file_name: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  depends: z.array(z.string()).default([]),
  imports: z.array(z.string()).default([]),
  install_dir: z.string().default('site'),
});

const lockSchema = z.object({
  info: z.object({ abi_version: z.string(), platform: z.string(), arch: z.string(), python: z.string() }),
  packages: z.record(z.string(), packageSchema),
});

/** What Pyodide says of a package of its distribution. */
export type LockedPackage = z.output<typeof packageSchema>;

/** Pyodide's list of packages. */
export interface LockFile {
  info: z.output<typeof lockSchema>['info'];
  /** By normalised name. */
  packages: ReadonlyMap<string, LockedPackage>;
}

/**
 * Reads a `pyodide-lock.json` (https://pyodide.org/en/stable/project/pyodide-lock.html).
 * @param own a lock file to use instead of the one that comes with Pyodide
 * @throws ExecutorError code `executor/bad-lock-file`
 */
export async function readLockFile(pyodideFolder: string, own: string | undefined): Promise<LockFile> {
  const standard = join(pyodideFolder, 'pyodide-lock.json');
  const lock = await read(own ?? standard);
  if (own !== undefined) {
    const { info } = await read(standard);
    if (info.abi_version !== lock.info.abi_version) {
      throw new ExecutorError(
        `The lock file ${own} is for the ABI ${lock.info.abi_version}, but the installed Pyodide has ${info.abi_version}. Use the lock file of the same Pyodide version.`,
        { code: 'executor/bad-lock-file' },
      );
    }
  }
  return lock;
}

async function read(path: string): Promise<LockFile> {
  try {
    const { info, packages } = lockSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const byName = Object.entries(packages).map(([name, entry]): [string, LockedPackage] => [
      normalizeName(name),
      entry,
    ]);
    return { info, packages: new Map(byName) };
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new ExecutorError(`The lock file ${path} cannot be used: ${reason}`, {
      code: 'executor/bad-lock-file',
      cause,
    });
  }
}
