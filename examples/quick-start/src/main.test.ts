import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./main.ts', import.meta.url));
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--conditions=@agentd/source', script, ...args]);

it('answers its question and shows the steps', { timeout: 120_000 }, async () => {
  const { stdout } = await run();
  expect(stdout).toMatch(/^Step 1 \(\d of \d candidates ran without error\)\nThought: \S/);
  expect(stdout).toMatch(/^Answer: -?\d+$/m);
});
