import { describe, expect, it } from 'vitest';
import { pyodideExecutor } from '../pyodide.ts';

const withBubblewrap = pyodideExecutor().isolation.layers.includes('bubblewrap');

describe('isolation', () => {
  it('names every layer once, as active or as missing', () => {
    const { label, layers, missing } = pyodideExecutor().isolation;
    expect([...layers, ...missing].sort()).toEqual([
      'bubblewrap',
      'empty-environment',
      'import-lock',
      'no-new-privileges',
      'node-permissions',
      'process',
      'process-network-denied',
    ]);
    expect(label.includes('bubblewrap')).toBe(layers.includes('bubblewrap'));
  });

  it('says that bubblewrap is missing when it is turned off', () => {
    const { label, missing } = pyodideExecutor({ bubblewrap: 'off' }).isolation;
    expect(label).toBe('pyodide+process');
    expect(missing).toContain('bubblewrap');
  });

  it('works without bubblewrap, with limits and interrupts', async () => {
    const session = await pyodideExecutor({ bubblewrap: 'off' }).open();
    expect((await session.run('x = 1\nwhile True: pass', { timeoutMs: 200 })).status).toBe('timeout');
    expect((await session.run('1 + 1')).value).toBe('2');
    await session.close();
  });

  it.skipIf(withBubblewrap)('refuses to open without bubblewrap where it is required', async () => {
    await expect(pyodideExecutor({ bubblewrap: 'require' }).open()).rejects.toMatchObject({
      code: 'executor/no-bubblewrap',
    });
  });

  it.skipIf(!withBubblewrap)('works inside bubblewrap (skipped where bwrap is not installed)', async () => {
    const executor = pyodideExecutor({ bubblewrap: 'require' });
    expect(executor.isolation.label).toBe('pyodide+process+bubblewrap');
    const session = await executor.open();
    expect((await session.run('while True: pass', { timeoutMs: 200 })).status).toBe('timeout');
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('stop')), 100);
    await expect(session.run('while True: pass', { signal: controller.signal })).rejects.toThrow('stop');
    expect((await session.run('1 + 1')).value).toBe('2');
    await session.close();
  });
});
