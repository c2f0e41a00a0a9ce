// Arrows between packages point one way, and packages meet at their public entries only.
import { resolve } from 'node:path';
import { eagerPeers, importViolations, missingEntries } from './dependencies/import-rules.ts';
import { manifestViolations } from './dependencies/manifest-rules.ts';
import { readWorkspace } from './dependencies/workspace.ts';

/** Every violation in the workspace under `root`, as sentences. */
export function checkDependencies(root: string): string[] {
  const packages = readWorkspace(root);
  return [
    ...manifestViolations(packages),
    ...missingEntries(root, packages),
    ...importViolations(root, packages),
    ...eagerPeers(root, packages),
  ];
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const violations = checkDependencies(root);
  for (const violation of violations) console.error(`✗ ${violation}`);
  console.log(`${readWorkspace(root).length} packages, ${violations.length} violations of the dependency rules`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
