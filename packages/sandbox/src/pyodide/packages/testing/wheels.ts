import { createHash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { findLocations } from '../../locations.ts';

/** Files of an archive, by path. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** An archive of packed files, the same bytes each time. */
export function zip(files: Files): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content);
    const packed = deflateRawSync(data);
    const path = Buffer.from(name);
    const sizes = Buffer.alloc(22);
    sizes.writeUInt16LE(8, 2);
    sizes.writeUInt32LE(crc32(data), 8);
    sizes.writeUInt32LE(packed.length, 12);
    sizes.writeUInt32LE(data.length, 16);
    sizes.writeUInt16LE(path.length, 20);
    const local = Buffer.concat([Buffer.from('PK\x03\x04\x14\x00'), sizes, Buffer.alloc(2), path, packed]);
    const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00\x14\x00'), sizes, Buffer.alloc(16), path]);
    entry.writeUInt32LE(offset, 42);
    parts.push(local);
    directory.push(entry);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** A wheel of these modules. */
export function wheel(name: string, version: string, modules: Files, metadata: readonly string[] = []): Buffer {
  const info = `${name}-${version}.dist-info`;
  const lines = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, ...metadata, '', 'Text.', ''];
  return zip({ ...modules, [`${info}/METADATA`]: lines.join('\n'), [`${info}/WHEEL`]: 'Wheel-Version: 1.0\n' });
}

/** A file of a distribution. */
export interface Archive {
  name: string;
  version: string;
  fileName: string;
  bytes: Buffer;
  depends?: readonly string[];
  imports?: readonly string[];
}

/** Writes a lock file that lists these archives, for the Pyodide that is installed; returns its path. */
export async function writeLock(folder: string, archives: readonly Archive[]): Promise<string> {
  const pyodideFolder = findLocations().pyodide;
  const { info }: { info: object } = JSON.parse(await readFile(join(pyodideFolder, 'pyodide-lock.json'), 'utf8'));
  const packages = archives.map(({ name, version, fileName, bytes, depends = [], imports = [name] }) => ({
    name,
    version,
    file_name: fileName,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    depends,
    imports,
    install_dir: fileName.endsWith('.zip') ? 'dynlib' : 'site',
  }));
  const path = join(folder, 'pyodide-lock.json');
  await writeFile(path, JSON.stringify({ info, packages: Object.fromEntries(packages.map((one) => [one.name, one])) }));
  return path;
}

/** A package with compiled code, and the shared library that it needs. */
export async function tally(): Promise<Archive[]> {
  const [core, library] = await Promise.all(
    ['tally.so', 'libtally.so'].map((name) => readFile(join(import.meta.dirname, name))),
  );
  if (core === undefined || library === undefined) throw new Error('The fixtures are gone.');
  const suffix = '.cpython-314-wasm32-emscripten.so';
  const modules = {
    'tally/__init__.py': 'from ._core import next, pointer, script\n',
    [`tally/_core${suffix}`]: core,
    [`tally/later${suffix}`]: core,
  };
  return [
    {
      name: 'libtally',
      version: '1.0',
      fileName: 'libtally-1.0.zip',
      bytes: zip({ 'libtally.so': library }),
      imports: [],
    },
    {
      name: 'tally',
      version: '1.0',
      fileName: 'tally-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl',
      bytes: wheel('tally', '1.0', modules),
      depends: ['libtally'],
    },
  ];
}

/** Puts archives into a new folder, with a lock file that lists them. */
export async function distribution(archives: readonly Archive[]): Promise<{ folder: string; lockFile: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'agentd-distribution-'));
  for (const { fileName, bytes } of archives) await writeFile(join(folder, fileName), bytes);
  return { folder, lockFile: await writeLock(folder, archives) };
}
