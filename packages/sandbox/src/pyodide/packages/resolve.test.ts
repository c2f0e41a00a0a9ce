import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLocations } from '../locations.ts';
import { readLockFile } from './lock-file.ts';
import { readBuiltIn, resolvePackages, type PackageWorld } from './resolve.ts';
import { wheel, writeLock, zip } from './testing/wheels.ts';

describe('resolvePackages', () => {
  const { pyodide, assets } = findLocations();
  let folder: string;
  let world: PackageWorld;
  const names = async (requests: string[], folderFiles: string[] = []) =>
    (await resolvePackages(requests, { ...world, folder, folderFiles })).map(({ name }) => name);
  const put = async (fileName: string, bytes: Buffer) => {
    const path = join(folder, fileName);
    await writeFile(path, bytes);
    return path;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agentd-resolve-'));
    const [lock, builtIn] = await Promise.all([readLockFile(pyodide, undefined), readBuiltIn(assets)]);
    world = { lock, builtIn, folder: undefined, folderFiles: [] };
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it('puts dependencies first, each once', async () => {
    expect(await names(['pandas', 'NumPy'])).toEqual(['numpy', 'six', 'python-dateutil', 'pytz', 'pandas']);
  });

  it('brings the shared libraries that packages of the distribution need', async () => {
    const parts = await resolvePackages(['libsuitesparse'], world);
    expect(parts.map(({ name, target }) => [name, target])).toEqual([
      ['libopenblas', 'dynlib'],
      ['libsuitesparse', 'dynlib'],
    ]);
  });

  it('imports the main module of what was asked for, and nothing of what comes along', async () => {
    const parts = await resolvePackages(['pandas', 'scikit-learn', 'pyyaml', 'matplotlib'], world);
    const imports = Object.fromEntries(parts.map((part) => [part.name, part.imports]));
    expect(imports).toMatchObject({
      numpy: [],
      pandas: ['pandas'],
      'scikit-learn': ['sklearn'],
      pyyaml: ['yaml'],
      matplotlib: ['matplotlib'],
    });
  });

  it('uses the built-in SymPy and mpmath', async () => {
    expect(await names(['sympy', 'mpmath==1.3.0'])).toEqual([]);
    expect(await names(['optlang'])).not.toContain('sympy');
  });

  it('names close matches of a package that is not there', async () => {
    await expect(names(['nunpy'])).rejects.toMatchObject({
      code: 'executor/unknown-package',
      message: expect.stringMatching(/"nunpy".*numpy.*pip download .*pyemscripten_.* nunpy/),
    });
  });

  it.each(['./folder', 'a b', '../x.zip', 'numpy>=2'])('says what %s should have been', async (request) => {
    await expect(names([request])).rejects.toMatchObject({
      code: 'executor/unknown-package',
      message: expect.stringContaining(JSON.stringify(request)),
    });
  });

  it('refuses another version than there is, and names both', async () => {
    const version = world.lock.packages.get('numpy')?.version;
    expect(await names([`numpy==${version}`])).toEqual(['numpy']);
    await expect(names(['numpy==1.0'])).rejects.toMatchObject({
      code: 'executor/package-version',
      message: expect.stringMatching(new RegExp(`numpy==1\\.0 .*${version}`)),
    });
  });

  it('follows what the metadata of a wheel requires', async () => {
    const path = await put(
      'mylib-1.0-py3-none-any.whl',
      wheel('mylib', '1.0', { 'mylib/__init__.py': '', 'tests/__init__.py': '', '_extra.py': '' }, [
        'Requires-Dist: six>=1.0',
        'Requires-Dist: helper; python_version >= "3"',
        'Requires-Dist: pywin32; sys_platform == "win32"',
        'Requires-Dist: pytest; extra == "test"',
        'Requires-Dist: sympy',
      ]),
    );
    await put('helper-1.9-py3-none-any.whl', wheel('helper', '1.9', { 'helper.py': '' }));
    await put('helper-1.10-py3-none-any.whl', wheel('helper', '1.10', { 'helper.py': '' }, ['Requires-Dist: mylib']));
    const files = ['helper-1.10-py3-none-any.whl', 'helper-1.9-py3-none-any.whl'];
    const parts = await resolvePackages([path], { ...world, folder, folderFiles: files });
    const six = world.lock.packages.get('six')?.version;
    expect(parts.map(({ name, version }) => `${name} ${version}`)).toEqual([`six ${six}`, 'helper 1.10', 'mylib 1.0']);
    expect(parts.at(-1)).toMatchObject({ imports: ['mylib'], sha256: undefined });
    // By name, from the folder.
    expect(await names(['helper'], [...files, 'mylib-1.0-py3-none-any.whl'])).toEqual(['six', 'mylib', 'helper']);
    await expect(names([path])).rejects.toMatchObject({
      code: 'executor/package-unavailable',
      message: expect.stringMatching(/mylib needs "helper".*pip download .* helper/),
    });
  });

  it('refuses a dependency of another version', async () => {
    const path = await put(
      'late-1.0-py3-none-any.whl',
      wheel('late', '1.0', { 'late.py': '' }, ['Requires-Dist: six>=99']),
    );
    await expect(names([path])).rejects.toMatchObject({
      code: 'executor/package-version',
      message: expect.stringMatching(/late needs six>=99, but the version here is/),
    });
  });

  it.each([
    ['a-1-cp314-cp314-manylinux_2_28_x86_64.whl', /another platform \(manylinux_2_28_x86_64\).*pyemscripten/],
    ['a-1-cp313-cp313-pyemscripten_2026_0_wasm32.whl', /another Python \(cp313-cp313\)/],
    ['a-1-py2-none-any.whl', /another Python \(py2-none\)/],
    ['a-1.whl', /not of the form NAME-VERSION/],
    ['a-1-py3-none-any.whl', /no zip archive/],
  ])('refuses the wheel %s', async (fileName, message) => {
    const path = await put(fileName, Buffer.from('no archive'));
    await expect(names([path])).rejects.toMatchObject({
      code: 'executor/bad-wheel',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['without metadata', zip({ 'b.py': '' }), /no METADATA/],
    ['for a later Python', wheel('b', '1', {}, ['Requires-Python: >=3.20']), /needs Python >=3\.20/],
  ])('refuses a wheel %s', async (_name, bytes, message) => {
    const path = await put('b-1-py3-none-any.whl', bytes);
    await expect(names([path])).rejects.toMatchObject({
      code: 'executor/bad-wheel',
      message: expect.stringMatching(message),
    });
  });

  it.each(['c-1-py2.py3-none-any.whl', 'c-1-cp39-abi3-pyemscripten_2026_0_wasm32.whl', 'c-1-1-py314-none-any.whl'])(
    'takes the wheel %s',
    async (fileName) => {
      expect(await names([await put(fileName, wheel('c', '1', { 'c.py': '' }))])).toEqual(['c']);
    },
  );

  it('names a wheel that is not there', async () => {
    await expect(names(['./gone-1-py3-none-any.whl'])).rejects.toMatchObject({
      code: 'executor/package-unavailable',
      message: expect.stringContaining('gone-1-py3-none-any.whl'),
    });
  });

  it('refuses a lock file that is damaged or of another Pyodide', async () => {
    const path = await writeLock(folder, []);
    expect((await readLockFile(pyodide, path)).packages.size).toBe(0);
    await writeFile(path, JSON.stringify({ info: { ...world.lock.info, abi_version: '1999_0' }, packages: {} }));
    await expect(readLockFile(pyodide, path)).rejects.toMatchObject({
      code: 'executor/bad-lock-file',
      message: expect.stringContaining('1999_0'),
    });
    await writeFile(path, '{}');
    await expect(readLockFile(pyodide, path)).rejects.toMatchObject({ code: 'executor/bad-lock-file' });
  });
});
