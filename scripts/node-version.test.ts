import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('runs the tests on the Node version of the catalog, whatever the machine has', () => {
  const workspace = readFileSync(resolve(import.meta.dirname, '../pnpm-workspace.yaml'), 'utf8');
  expect(process.versions.node).toBe(/^ {2}node: (.+)$/m.exec(workspace)?.[1]);
});
