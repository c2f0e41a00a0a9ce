import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./main.ts', import.meta.url));
const { OPENAI_BASE_URL: _address, OPENAI_MODEL: _model, ...environment } = process.env;
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--conditions=@agentd/source', script, ...args], { env: environment });

it('answers its question through HTTP', { timeout: 120_000 }, async () => {
  const { stdout } = await run();
  expect(stdout).toMatch(/^Asking tiny-agent at http:\/\/127\.0\.0\.1:\d+\/v1$/m);
  expect(stdout).toMatch(/^Step 1: \d of 8 candidates agreed$/m);
  expect(stdout).toMatch(/^Answer: -?\d+$/m);
});
