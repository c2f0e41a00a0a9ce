import { ExecutorError } from '@agentd/agent-core';
import { isLibrary } from './library-name.ts';
import type { LockFile } from './lock-file.ts';
import { normalizeName, parseRequirement, type Requirement } from './requirement.ts';
import { compareVersions, satisfies } from './version.ts';
import { readZip, type ZipEntry } from './zip.ts';

/** What the name of a wheel's file says (https://peps.python.org/pep-0427/#file-name-convention). */
export interface WheelName {
  /** Normalised. */
  name: string;
  version: string;
  pythons: string[];
  abis: string[];
  platforms: string[];
}

/** A wheel, looked into. */
export interface Wheel {
  requires: Requirement[];
  /** Modules to import, by the names that code uses. */
  imports: string[];
}

const bad = (fileName: string, what: string, cause?: unknown) =>
  new ExecutorError(`The wheel ${fileName} cannot be used: ${what}.`, { code: 'executor/bad-wheel', cause });

/** @throws ExecutorError code `executor/bad-wheel` where the name is none of a wheel */
export function parseWheelName(fileName: string): WheelName {
  const [, name, version, tags] = /^([^-]+)-([^-]+)(?:-\d[^-]*)?-([^-]+-[^-]+-[^-]+)\.whl$/.exec(fileName) ?? [];
  if (name === undefined || version === undefined || tags === undefined)
    throw bad(fileName, 'its name is not of the form NAME-VERSION-PYTHON-ABI-PLATFORM.whl');
  const [pythons = [], abis = [], platforms = []] = tags.split('-').map((tag) => tag.split('.'));
  return { name: normalizeName(name), version, pythons, abis, platforms };
}

/** @throws ExecutorError code `executor/bad-wheel` where the tags are of another Python or another platform */
export function checkTags(fileName: string, { info }: LockFile): void {
  const { pythons, abis, platforms } = parseWheelName(fileName);
  const python = info.python.split('.').slice(0, 2).join('');
  const native = `pyemscripten_${info.abi_version}_${info.arch}`;
  const fits = ['any', native, `pyodide_${info.abi_version}_${info.arch}`, `${info.platform}_${info.arch}`];
  const wanted = `Pyodide needs a wheel with the tags py3-none-any, or cp${python}-cp${python}-${native} where it holds compiled code`;
  if (!platforms.some((platform) => fits.includes(platform)))
    throw bad(fileName, `it is for another platform (${platforms.join('.')}). ${wanted}`);
  const fitsPython = pythons.some((tag) => {
    const [, kind, version = ''] = /^(py|cp)3(\d*)$/.exec(tag) ?? [];
    const atMost = version === '' || Number(version) <= Number(python.slice(1));
    return (kind === 'py' && atMost) || tag === `cp${python}` || (kind === 'cp' && atMost && abis.includes('abi3'));
  });
  if (!fitsPython || !abis.some((abi) => ['none', 'abi3', `cp${python}`].includes(abi)))
    throw bad(fileName, `it is for another Python (${pythons.join('.')}-${abis.join('.')}). ${wanted}`);
}

/** @throws ExecutorError code `executor/bad-wheel` */
export function readWheel(fileName: string, archive: Buffer, { info }: LockFile): Wheel {
  const entries = entriesOf(fileName, archive);
  const metadata = entries.find(({ name }) => /^[^/]+\.dist-info\/METADATA$/.test(name));
  if (metadata === undefined) throw bad(fileName, 'it holds no METADATA');
  const fields = headerFields(readText(fileName, metadata));
  const python = fields.find(([field]) => field === 'requires-python')?.[1] ?? '';
  if (!satisfies(info.python, python))
    throw bad(fileName, `it needs Python ${python}, and the sandbox has ${info.python}`);
  const requires = fields
    .filter(([field]) => field === 'requires-dist')
    .map(([, line]) => parseRequirement(line, { pythonVersion: info.python }))
    .filter((requirement) => requirement !== undefined);
  return { requires, imports: topModules(entries.map(({ name }) => name)) };
}

/** What an archive holds: shared libraries, and so many bytes of Python's source text. */
export function lookInto(fileName: string, archive: Buffer): { hasLibraries: boolean; sourceBytes: number } {
  const entries = entriesOf(fileName, archive);
  const sources = entries.filter(({ name }) => name.endsWith('.py'));
  return {
    hasLibraries: entries.some(({ name }) => isLibrary(name)),
    sourceBytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The best of several wheels of one package. */
export function newest(fileNames: readonly string[]): string | undefined {
  return fileNames.toSorted((one, other) =>
    compareVersions(parseWheelName(other).version, parseWheelName(one).version),
  )[0];
}

function entriesOf(fileName: string, archive: Buffer): ZipEntry[] {
  try {
    return readZip(archive);
  } catch (error) {
    throw bad(fileName, error instanceof Error ? error.message : String(error), error);
  }
}

function readText(fileName: string, entry: ZipEntry): string {
  try {
    return entry.read().toString('utf8');
  } catch (error) {
    throw bad(fileName, error instanceof Error ? error.message : String(error), error);
  }
}

/** The fields of METADATA, up to the empty line before the description. */
function headerFields(metadata: string): [field: string, value: string][] {
  const [head = ''] = metadata.replaceAll('\r\n', '\n').split('\n\n');
  return head.split(/\n(?![ \t])/).map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
}

function topModules(names: readonly string[]): string[] {
  const modules = names.flatMap((name) => {
    const [, module] = /^([A-Za-z]\w*)(?:\/__init__\.py|\.py|\.[^/]*\.so)$/.exec(name) ?? [];
    return module === undefined ? [] : [module];
  });
  return [...new Set(modules)].filter((module) => !/^tests?$/.test(module));
}
