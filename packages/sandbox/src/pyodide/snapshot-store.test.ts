import { chmod, mkdir, mkdtemp, open, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pyodideExecutor } from '../pyodide.ts';
import { defaultCacheDir, ensureSnapshot } from './snapshot-store.ts';

// Each of these builds snapshots, which takes seconds of processor time.
describe('the start-up snapshot', { timeout: 120_000 }, () => {
  let cacheDir: string;
  beforeEach(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'agentd-cache-'));
  });
  afterEach(async () => rm(cacheDir, { recursive: true, force: true }));

  /** Opens a session, uses it, and tells how often a snapshot was built. */
  const useSession = async (executor?: ReturnType<typeof pyodideExecutor>): Promise<number> => {
    let built = 0;
    const onProgress = (stage: string) => void (built += stage.startsWith('preparing') ? 1 : 0);
    const session = await (executor ?? pyodideExecutor({ cacheDir, onProgress })).open();
    expect((await session.run('import sympy\nsympy.sqrt(8)')).value).toBe('2*sqrt(2)');
    await session.close();
    return built;
  };
  const snapshotFile = async () => {
    const [name, ...others] = await readdir(cacheDir);
    expect(others).toEqual([]);
    return join(cacheDir, name ?? '');
  };

  it('is built once, by one of several that start together, and used from then on', async () => {
    const built = await Promise.all([useSession(), useSession(), useSession()]);
    expect(built.reduce((sum, count) => sum + count)).toBe(1);
    expect(await useSession()).toBe(0);
    expect(await snapshotFile()).toMatch(/\.snapshot$/);
  });

  it('is built anew when it is damaged or cut short', async () => {
    await useSession();
    const path = await snapshotFile();
    const { size } = await stat(path);
    const file = await open(path, 'r+');
    await file.write(Buffer.from('damaged'), 0, 7, Math.floor(size / 2));
    await file.close();
    expect(await useSession()).toBe(1);
    await truncate(path, size - 5);
    expect(await useSession()).toBe(1);
    expect(await useSession()).toBe(0);
  });

  it('is done without where its folder cannot be written', async () => {
    const path = join(cacheDir, 'file');
    await writeFile(path, '');
    const stages: string[] = [];
    expect(
      await useSession(pyodideExecutor({ cacheDir: join(path, 'below'), onProgress: (stage) => stages.push(stage) })),
    ).toBe(0);
    expect(stages[0]).toContain('without a snapshot');
  });

  it('rejects when aborted while it is built, and leaves nothing half done', async () => {
    const controller = new AbortController();
    const opening = pyodideExecutor({ cacheDir, onProgress: () => controller.abort(new Error('not now')) }).open({
      signal: controller.signal,
    });
    await expect(opening).rejects.toThrow('not now');
    expect(await readdir(cacheDir)).toEqual([]);
    expect(await useSession()).toBe(1);
  });
});

describe('ensureSnapshot', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agentd-store-'));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it('takes over a lock whose owner is gone', async () => {
    const path = join(folder, 'a.snapshot');
    // No process has this number: it is beyond what any system gives out.
    await writeFile(`${path}.lock`, '2147483646');
    expect(await ensureSnapshot(path, async () => [Buffer.from('made')], undefined)).toBe(true);
    expect(await readdir(folder)).toEqual(['a.snapshot']);
  });

  it('takes over a lock that is too old', async () => {
    const path = join(folder, 'a.snapshot');
    await writeFile(`${path}.lock`, String(process.pid));
    await utimes(`${path}.lock`, new Date(0), new Date(0));
    expect(await ensureSnapshot(path, async () => [Buffer.from('made')], undefined)).toBe(true);
  });

  it('stops waiting for another process when aborted', async () => {
    const path = join(folder, 'a.snapshot');
    await writeFile(`${path}.lock`, String(process.pid));
    const waiting = ensureSnapshot(path, async () => [], AbortSignal.timeout(100));
    await expect(waiting).rejects.toThrow(/abort|timeout/);
  });

  it('leaves no file and no lock behind when building fails', async () => {
    const path = join(folder, 'a.snapshot');
    const failing = ensureSnapshot(path, () => Promise.reject(new Error('no luck')), undefined);
    await expect(failing).rejects.toThrow('no luck');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is done without where what was built cannot be written', async () => {
    const path = join(folder, 'below', 'a.snapshot');
    const build = async () => {
      await rm(join(folder, 'below'), { recursive: true });
      return [Buffer.from('made')];
    };
    expect(await ensureSnapshot(path, build, undefined)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it('clears snapshots away that nobody has used for a month, and nothing else', async () => {
    const path = join(folder, 'pyodide-00aa.snapshot');
    for (const name of ['pyodide-11bb.snapshot', 'pyodide-22cc.snapshot', 'notes.txt']) {
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), new Date(0), new Date(0));
    }
    const inUse = join(folder, 'pyodide-22cc.snapshot');
    await ensureSnapshot(inUse, () => Promise.reject(new Error('it is there')), undefined);
    await ensureSnapshot(path, async () => [Buffer.from('made')], undefined);
    expect((await readdir(folder)).sort()).toEqual(['notes.txt', 'pyodide-00aa.snapshot', 'pyodide-22cc.snapshot']);
  });

  it('finds its folder in AGENTD_CACHE_DIR', () => {
    vi.stubEnv('AGENTD_CACHE_DIR', folder);
    expect(defaultCacheDir()).toBe(folder);
    vi.stubEnv('AGENTD_CACHE_DIR', '');
    expect(defaultCacheDir()).toContain('agentd');
  });

  it.skipIf(process.getuid?.() === 0)(
    'reports a folder that may not be written (skipped for root, who may)',
    async () => {
      await mkdir(join(folder, 'closed'));
      await chmod(join(folder, 'closed'), 0o500);
      expect(await ensureSnapshot(join(folder, 'closed', 'a.snapshot'), async () => [], undefined)).toBe(false);
    },
  );
});
