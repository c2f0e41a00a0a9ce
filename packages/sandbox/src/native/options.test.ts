import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nativeExecutor } from '../native.ts';
import { describePython } from './python.ts';
import { describeWhere, unavailable } from './test-support.ts';

describe('nativeExecutor', () => {
  it.each([
    ['timeoutMs', { timeoutMs: 0 }],
    ['memoryLimitMb', { memoryLimitMb: 5 }],
    ['outputLimit', { outputLimit: Number.NaN }],
    ['fileQuotaMb', { fileQuotaMb: -1 }],
    ['maxThreads', { maxThreads: 0 }],
    ['seed', { seed: 1.5 }],
    ['python', { python: '' }],
    ['preload', { preload: ['numpy; import os'] }],
  ])('refuses a bad %s and names it', (name, options) => {
    expect(() => nativeExecutor(options)).toThrow(
      expect.objectContaining({ code: 'executor/bad-options', message: expect.stringContaining(name) }),
    );
  });

  it('refuses an option that it does not know', () => {
    const mistyped: object = { isolated: 'none' };
    expect(() => nativeExecutor(mistyped)).toThrow(/isolated/);
  });
});

describe.skipIf(process.platform !== 'linux')('on a machine that lacks something', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('says which Python it needs where there is none, or an old one, and labels what it has', async () => {
    for (const python of ['no-such-python', '/bin/false']) {
      const executor = nativeExecutor({ python });
      await expect(executor.open()).rejects.toMatchObject({
        code: 'executor/no-python',
        message: expect.stringMatching(new RegExp(`3\\.11 or later.*${python}`)),
      });
      expect(executor.isolation).toMatchObject({ label: 'native+unavailable', layers: [] });
    }
    const folder = await mkdtemp(join(tmpdir(), 'agentd-python-'));
    const old = join(folder, 'python');
    const answer = JSON.stringify({ executable: old, version: [3, 8], path: [], libraries: [] });
    await writeFile(old, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
    await expect(nativeExecutor({ python: old }).open()).rejects.toThrow(/is Python 3\.8/);
    await rm(folder, { recursive: true });
  });

  it.skipIf(unavailable({ isolation: 'none' }) !== undefined)(
    'refuses to start without bubblewrap unless told to',
    async () => {
      const python = describePython('python3').executable;
      vi.stubEnv('PATH', '/nowhere');
      await expect(nativeExecutor({ python }).open()).rejects.toMatchObject({
        code: 'executor/no-bubblewrap',
        message: expect.stringMatching(/bwrap.*isolation: 'none'/),
      });
      const session = await nativeExecutor({ python, isolation: 'none' }).open();
      expect((await session.run('1 + 1')).value).toBe('2');
      await session.close();
    },
  );
});

describeWhere({}, () => {
  it('names every layer once, as active or as missing', () => {
    const all = [
      'branch-files',
      'bubblewrap',
      'empty-environment',
      'no-new-privileges',
      'process',
      'process-limit',
      'process-network-denied',
      'resource-limits',
      'seccomp',
    ];
    for (const isolation of ['bubblewrap', 'none'] as const) {
      const { label, layers, missing } = nativeExecutor({ isolation }).isolation;
      expect([...layers, ...missing].sort()).toEqual(all);
      expect(label.split('+').slice(0, 2)).toEqual(['native', isolation]);
      expect(label.includes('seccomp')).toBe(layers.includes('seccomp'));
    }
  });

  it('names a module to preload that is not installed', async () => {
    await expect(nativeExecutor({ preload: ['math', 'no_such_module'] }).open()).rejects.toMatchObject({
      code: 'executor/missing-package',
      message: expect.stringMatching(/no_such_module.*install/),
    });
  });

  it('shows code no file, program and variable of the host', async () => {
    vi.stubEnv('AGENTD_CANARY', 'canary');
    const folder = await mkdtemp(join(tmpdir(), 'agentd-canary-'));
    const session = await nativeExecutor().open();
    const look = `import os
os.listdir("/proc"), os.listdir("/tmp"), [os.path.exists(path) for path in ("/usr/bin/env", "/etc/passwd", ${JSON.stringify(folder)})], "AGENTD_CANARY" in os.environ`;
    expect((await session.run(look)).value).toBe('([], [], [False, False, False], False)');
    await rm(folder, { recursive: true });
    await session.close();
    vi.unstubAllEnvs();
  });
});
