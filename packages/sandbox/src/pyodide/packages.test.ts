import { readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attacks, runAttacks } from '../escapes.ts';
import { pyodideExecutor, type PyodideOptions } from '../pyodide.ts';
import { distribution, tally, wheel, type Archive } from './packages/testing/wheels.ts';

const pure = (name: string, modules: Record<string, string>, metadata: string[] = []): Archive => ({
  name,
  version: '1.0',
  fileName: `${name}-1.0-py3-none-any.whl`,
  bytes: wheel(name, '1.0', modules, metadata),
});

describe('packages with compiled code', () => {
  let folder: string;
  let options: PyodideOptions;
  let session: Session;

  beforeAll(async () => {
    const numpy = pure('numpy', {
      'numpy/__init__.py': 'from . import random\n',
      'numpy/random.py': 'def seed(value):\n    global last\n    last = value\n',
    });
    const made = await distribution([...(await tally()), numpy]);
    folder = made.folder;
    options = { packages: ['tally', 'numpy'], packageFolder: folder, lockFile: made.lockFile, offline: true, seed: 7 };
    session = await pyodideExecutor(options).open();
  }, 120_000);
  afterAll(async () => {
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('work, with the shared library that they need', async () => {
    expect((await session.run('import tally\n[tally.next(), tally.next()]')).value).toBe('[1, 2]');
  });

  it('have modules that are imported only once the sandbox is locked', async () => {
    expect((await session.run('from tally import later\nlater.next()')).value).toBe('1');
  });

  it('are rolled back, committed and reset with everything else', async () => {
    await session.reset?.();
    const next = 'import tally\nfrom tally import later\n(tally.next(), later.next())';
    const branches = await session.fork([next, `tally = 0\n${next}\ntally.next()`, 'import tally\n1 / 0']);
    expect(branches.map(({ result }) => result.value ?? result.error?.type)).toEqual([
      '(1, 1)',
      '2',
      'ZeroDivisionError',
    ]);
    const [, second] = branches;
    if (second !== undefined) await session.commit(second);
    expect((await session.run('(tally.next(), later.next())')).value).toBe('(3, 2)');
    await session.reset?.();
    expect((await session.run(next)).value).toBe('(1, 1)');
  });

  it('have NumPy draw what the seed says, also after a reset', async () => {
    expect((await session.run('import numpy\nnumpy.random.last')).value).toBe('7');
    await session.run('numpy.random.seed(1)');
    await session.reset?.();
    expect((await session.run('import numpy\nnumpy.random.last')).value).toBe('7');
  });

  it.each([
    ['a call', 'tally.script()'],
    ['a pointer taken before', 'tally.pointer()'],
  ])('have no way out through %s', async (_name, code) => {
    expect(await session.run(`import tally\nprint("REACHED", ${code})`)).toMatchObject({
      status: 'blocked',
      stdout: '',
    });
  });

  it.each([
    ['a copy', 'shutil.copy(library, "/tmp/_core.so")', '_core', '/tmp/_core.so'],
    ['another name of one that is loaded', 'os.symlink(library, "/tmp/_core2.so")', '_core', '/tmp/_core2.so'],
    ['a library of the code itself', 'open("/tmp/own.so", "wb").write(b"\\0asm\\1\\0\\0\\0")', 'own', '/tmp/own.so'],
  ])('do not let code load %s', async (_name, prepare, name, path) => {
    const result = await session.run(`
import importlib.machinery, importlib.util, os, shutil, tally
library = os.path.join(os.path.dirname(tally.__file__), 'later.cpython-314-wasm32-emscripten.so')
${prepare}
loader = importlib.machinery.ExtensionFileLoader('${name}', '${path}')
print('REACHED', importlib.util.module_from_spec(importlib.util.spec_from_loader('${name}', loader)))`);
    expect(result).toMatchObject({ stdout: '', status: 'blocked' });
    expect((await session.run('1 + 1')).value).toBe('2');
  });

  it('leave all routes to JavaScript closed', { timeout: 120_000 }, async () => {
    const chosen = attacks.filter(
      ({ language, category }) => language === 'python' && category === 'routes to JavaScript',
    );
    const verdicts = await runAttacks(pyodideExecutor(options), { attacks: chosen });
    expect(verdicts.length).toBeGreaterThan(20);
    expect(verdicts.filter(({ held }) => !held)).toEqual([]);
  });

  it('cannot be written to', async () => {
    const result = await session.run('import tally\nopen(tally.__file__, "w")');
    expect(result).toMatchObject({ status: 'runtime-error', error: { type: 'PermissionError' } });
  });

  it('are refused when the host that has them cannot give them', async () => {
    await expect(
      pyodideExecutor({ ...options, packageFolder: tmpdir(), cacheDir: folder }).open(),
    ).rejects.toMatchObject({
      code: 'executor/package-unavailable',
      message: expect.stringContaining('libtally-1.0.zip'),
    });
  });
});

describe('packages of pure Python', () => {
  let folder: string;
  let cacheDir: string;
  let server: Server;
  let options: PyodideOptions;
  let requests = 0;
  const stages: string[] = [];

  beforeAll(async () => {
    const archives = [
      { ...pure('base', { 'base.py': 'from sympy import Integer\nseen = []\n', 'base_data.txt': 'data' }) },
      {
        ...pure('upper', {
          'upper/__init__.py': 'import base\n',
          'upper/later.py': `value = 42\n${'# so that it is compiled once\n'.repeat(10_000)}`,
        }),
        depends: ['base', 'sympy'],
      },
    ];
    const made = await distribution(archives);
    folder = made.folder;
    cacheDir = join(folder, 'cache');
    server = createServer(({ url }, response) => {
      requests++;
      response.end(archives.find(({ fileName }) => url === `/full/${fileName}`)?.bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const own = join(folder, 'own-2.0-py3-none-any.whl');
    await writeFile(
      own,
      wheel('own', '2.0', { 'own.py': 'import upper\n' }, ['Requires-Dist: upper', 'Requires-Dist: sympy>=1.0']),
    );
    options = {
      packages: [own, 'sympy'],
      packageBaseUrl: `http://127.0.0.1:${port}/full`,
      lockFile: made.lockFile,
      cacheDir,
      onProgress: (stage) => stages.push(stage),
    };
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are downloaded and imported once, for sessions that open together', { timeout: 120_000 }, async () => {
    const executor = pyodideExecutor(options);
    const sessions = await Promise.all([executor.open(), executor.open()]);
    expect(requests).toBe(2);
    expect(stages.filter((stage) => stage.startsWith('preparing'))).toHaveLength(1);
    expect(stages.filter((stage) => stage.startsWith('compiling'))).toEqual(['compiling upper for the first time']);
    expect((await readdir(cacheDir)).sort()).toEqual(['packages', expect.stringMatching(/^pyodide-.*\.snapshot$/)]);
    for (const session of sessions) {
      // The top modules are imported beforehand, the rest is there to be.
      expect((await session.run('import sys\n"own" in sys.modules, "upper.later" in sys.modules')).value).toBe(
        '(True, False)',
      );
      expect(
        (await session.run('import own\nfrom upper import later\nlater.value, own.upper.base.Integer(3) / 2')).value,
      ).toBe('(42, 3/2)');
      const text = await session.run(
        'import base, os\nopen(os.path.join(os.path.dirname(base.__file__), "base_data.txt")).read()',
      );
      expect(text.value).toBe("'data'");
      await session.close();
    }
  });

  it('come from the cache afterwards, and forget what code did to them when the session is reset', async () => {
    const session = await pyodideExecutor({ ...options, offline: true }).open();
    expect(requests).toBe(2);
    await session.run('import base\nbase.seen.append(1)');
    await session.reset?.();
    expect((await session.run('import base\nbase.seen')).value).toBe('[]');
    await session.close();
  });

  it('are compiled again where what was kept of that is damaged', async () => {
    const [folderName = ''] = await readdir(join(cacheDir, 'packages'));
    const kept = join(cacheDir, 'packages', folderName);
    const [compiled = ''] = (await readdir(kept)).filter((name) => name.endsWith('.bytecode.zip'));
    await truncate(join(kept, compiled), 50);
    stages.length = 0;
    const session = await pyodideExecutor({ ...options, offline: true }).open();
    expect(stages).toContain('compiling upper for the first time');
    const { value } = await session.run(
      'from upper import later\nimport os\nlater.value, os.path.exists(later.__cached__)',
    );
    expect(value).toBe('(42, True)');
    await session.close();
  });

  it('that cannot be imported keep a session from opening, with the reason', async () => {
    const path = join(folder, 'broken-1.0-py3-none-any.whl');
    await writeFile(path, wheel('broken', '1.0', { 'broken.py': 'import nothing_of_that_name\n' }));
    await expect(pyodideExecutor({ packages: [path] }).open()).rejects.toMatchObject({
      code: 'executor/package-import-failed',
      message: expect.stringMatching(
        /broken cannot be imported: ModuleNotFoundError: No module named 'nothing_of_that_name'/,
      ),
    });
  });

  it('work also where they hold values of JavaScript, which they cannot use any more', async () => {
    const path = join(folder, 'holder-1.0-py3-none-any.whl');
    await writeFile(path, wheel('holder', '1.0', { 'holder.py': 'import js\nhost = js.process\nvalue = 7\n' }));
    const session = await pyodideExecutor({ packages: [path] }).open();
    expect((await session.run('import holder\nholder.value')).value).toBe('7');
    expect(await session.run('import holder\nprint("REACHED", holder.host.version)')).toMatchObject({
      status: 'blocked',
      stdout: '',
    });
    await session.close();
  });
});

describe('a package that the session lacks', () => {
  it('is said to be unavailable where the model would expect it, in the words of Python otherwise', async () => {
    const session = await pyodideExecutor().open();
    const { error } = await session.run('import numpy.linalg');
    expect(error).toMatchObject({
      type: 'ModuleNotFoundError',
      message: "No module named 'numpy' (it is not available in this sandbox)",
    });
    expect((await session.run('import nunpy')).error?.message).toBe("No module named 'nunpy'");
    const caught = await session.run('try:\n    import numpy\nexcept ImportError as error:\n    print(error)');
    expect(caught.stdout).toBe("No module named 'numpy'\n");
    await session.close();
  });
});
