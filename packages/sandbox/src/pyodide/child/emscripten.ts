/** The parts of Emscripten's module and file system that the executor relies on; checked when they are taken. */

/** A node of the in-memory file system. */
export interface FsNode {
  name: string;
  mode: number;
  atime: number;
  mtime: number;
  ctime: number;
  parent: FsNode;
  /** The next node in its chain of {@link FileSystem.nameTable}. */
  name_next?: FsNode | undefined;
  /** Of a device: its number. */
  rdev: number;
  mounted?: unknown;
  /** A directory's entries or a file's bytes. */
  contents?: unknown;
  usedBytes?: number;
  link?: string;
  node_ops: {
    setattr?(node: FsNode, attributes: { size?: number }): void;
    mknod?(parent: FsNode, name: string, mode: number, device: number): FsNode;
    symlink?(parent: FsNode, name: string, target: string): FsNode;
    rename?(node: FsNode, parent: FsNode, name: string): void;
  };
  stream_ops: {
    write?(
      stream: FsStream,
      buffer: Uint8Array,
      offset: number,
      length: number,
      position: number,
      own?: boolean,
    ): number;
  };
}

export interface FsStream {
  fd: number;
  flags: number;
  position: number;
  shared: object;
  node: FsNode;
}

/** Operations of a character device. */
export interface DeviceOperations {
  open(stream: { seekable: boolean }): void;
  close(): void;
  read(stream: object, buffer: Uint8Array, offset: number, length: number): number;
  write(stream: object, buffer: Uint8Array, offset: number, length: number): number;
}

export interface FileSystem {
  root: FsNode;
  streams: (FsStream | undefined)[];
  /** Number of the next node that is made. */
  nextInode: number;
  ErrnoError: new (errno: number) => Error;
  cwd(): string;
  chdir(path: string): void;
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  isLink(mode: number): boolean;
  makedev(major: number, minor: number): number;
  registerDevice(device: number, operations: DeviceOperations): void;
  mkdev(path: string, mode: number, device: number): void;
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array): void;
  lookupPath(path: string): { node: FsNode };
  /** Chains of nodes by the hash of their directory and name: how a path is looked up. */
  nameTable: (FsNode | undefined)[];
  hashAddNode(node: FsNode): void;
}

export interface Emscripten {
  HEAPU8: Uint8Array;
  FS: FileSystem;
  LDSO: { loadedLibsByName: Record<string, unknown>; loadedLibsByHandle: Record<string, unknown> };
  _sbrk(increment: number): number;
  stackSave(): number;
  stackRestore(pointer: number): void;
  __hiwire_get(index: number): unknown;
  __hiwire_set(index: number, value: unknown): number;
  stringToNewUTF8(text: string): number;
  UTF8ToString(pointer: number): string;
  _free(pointer: number): void;
  _PyUnicode_FromString(pointer: number): number;
  _PyUnicode_AsUTF8(object: number): number;
  _PyObject_CallOneArg(callable: number, argument: number): number;
  _Py_IncRef(object: number): void;
  _Py_DecRef(object: number): void;
  _PyErr_Clear(): void;
  PyProxy_getPtr(proxy: unknown): number;
  /** Makes the views of memory anew. */
  _emscripten_notify_memory_growth(memory: number): void;
}

const functions = [
  '_sbrk',
  'stackSave',
  'stackRestore',
  '__hiwire_get',
  '__hiwire_set',
  'stringToNewUTF8',
  'UTF8ToString',
  '_free',
  '_PyUnicode_FromString',
  '_PyUnicode_AsUTF8',
  '_PyObject_CallOneArg',
  '_Py_IncRef',
  '_Py_DecRef',
  '_PyErr_Clear',
  'PyProxy_getPtr',
  '_emscripten_notify_memory_growth',
] as const satisfies readonly (keyof Emscripten)[];

function isEmscripten(module: object): module is Emscripten {
  return (
    'HEAPU8' in module &&
    'FS' in module &&
    'LDSO' in module &&
    functions.every((name) => typeof Reflect.get(module, name) === 'function')
  );
}

/** Pyodide's inner module; throws where this version of Pyodide is not the one that the executor was written for. */
export function emscriptenOf(pyodide: object): Emscripten {
  const module: unknown = Reflect.get(pyodide, '_module');
  if (typeof module === 'object' && module !== null && isEmscripten(module)) return module;
  throw new Error(
    'This version of Pyodide lacks internals that the executor needs; install the version it depends on.',
  );
}

export type Directory = Record<string, FsNode>;

/** A directory's entries. */
export function entriesOf(node: FsNode): Directory {
  const { contents } = node;
  if (isDirectory(contents)) return contents;
  throw new Error(`The file system node ${node.name} is no directory.`);
}

function isDirectory(contents: unknown): contents is Directory {
  return typeof contents === 'object' && contents !== null && !ArrayBuffer.isView(contents);
}

/** A file's bytes, without spare capacity. Emscripten keeps them in an array of signed or unsigned bytes. */
export function bytesOf(node: FsNode): Uint8Array {
  const { contents } = node;
  return ArrayBuffer.isView(contents)
    ? new Uint8Array(contents.buffer, contents.byteOffset, Math.min(node.usedBytes ?? 0, contents.byteLength))
    : new Uint8Array(0);
}
