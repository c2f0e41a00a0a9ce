import { expect, it, vi } from 'vitest';
import { holdings } from '../../test/processes.ts';
import { ProcessSession } from './process-session.ts';
import { startProcess } from './start-process.ts';

/** A child that says that it is ready, and ends with its host: what the host holds of a child, without the interpreter. */
const idleChild = {
  file: process.execPath,
  arguments: [
    '--eval',
    `const body = '{"type":"ready"}';
     const head = Buffer.alloc(4);
     head.writeUInt32LE(body.length);
     process.stdout.write(Buffer.concat([head, Buffer.from(body)]));
     process.stdin.resume();`,
  ],
  reportsPid: false,
};

it('sixty sessions, opened and closed in a row, cost the host neither handles nor memory', async () => {
  const openAndClose = async () => {
    const child = await startProcess(idleChild, {});
    const session = new ProcessSession(child, undefined, { timeoutMs: 1_000, toolTimeoutMs: 1_000, seed: 0 });
    expect(await session.fork([])).toEqual([]);
    await session.close();
  };
  for (let opened = 0; opened < 20; opened++) await openAndClose();
  await vi.waitFor(() => expect(holdings().handles).not.toHaveProperty('ProcessWrap'));
  const before = holdings();
  const { rss } = process.memoryUsage();
  for (let opened = 0; opened < 40; opened++) await openAndClose();
  await expect.poll(holdings, { timeout: 5_000 }).toEqual(before);
  expect(process.memoryUsage().rss - rss).toBeLessThan(40e6);
}, 60_000);
