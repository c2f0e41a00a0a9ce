// Writes the core's version into its source: a trajectory says which version made it, and a browser has no package.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const constant = /(?<=export const VERSION = ')[^']*(?=';)/;

/**
 * Makes `src/version.ts` of the package in `folder` say what its package.json says.
 * @returns the version
 * @throws Error when either file has no version
 */
export function syncVersion(folder: string): string {
  const { version }: { version?: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (version === undefined) throw new Error(`${folder}/package.json has no version`);
  const path = join(folder, 'src/version.ts');
  const source = readFileSync(path, 'utf8');
  if (!constant.test(source)) throw new Error(`${path} has no line \`export const VERSION = '…';\``);
  writeFileSync(path, source.replace(constant, version));
  return version;
}

if (import.meta.main) console.log(`version ${syncVersion(resolve(import.meta.dirname, '../packages/agent-core'))}`);
