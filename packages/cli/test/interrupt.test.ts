import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('ends work that takes no notice of the first Ctrl-C at the second', async () => {
  const script = fileURLToPath(new URL('stubborn.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@agentd/source', script], { stdio: 'pipe' });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  const [said] = await once(child.stderr, 'data');
  expect(String(said)).toContain('Press Ctrl-C again');
  expect(child.exitCode).toBeNull();
  child.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
});
