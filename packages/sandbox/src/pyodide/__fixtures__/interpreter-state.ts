import { bytesOf, entriesOf, type Emscripten, type FileSystem, type FsNode } from '../child/emscripten.ts';
import type { Entropy } from '../child/entropy.ts';
import { crc32 } from 'node:zlib';

/** All that an interpreter consists of, at one moment. */
export interface InterpreterState {
  /** Linear memory, without the zeros at its end. */
  memory: Buffer;
  /** What JavaScript holds: files, open files, directory, libraries, references, stack pointer, random numbers. */
  rest: string;
}

/** Takes the state down by means of its own: nothing of what saves and restores it is used. */
export function stateOf(module: Emscripten, entropy: Entropy, references: Map<unknown, number>): InterpreterState {
  return { memory: Buffer.from(usedMemory(module)), rest: JSON.stringify(rest(module, entropy, references), null, 1) };
}

/** Says what of the state is not as it was. */
export function differences(before: InterpreterState, module: Emscripten, now: InterpreterState): string[] {
  const found: string[] = [];
  if (!before.memory.equals(usedMemory(module))) {
    const at = before.memory.findIndex((byte, index) => byte !== now.memory[index]);
    found.push(`memory differs at ${at}; ${before.memory.length} bytes were in use, ${now.memory.length} are`);
  }
  if (before.rest !== now.rest) {
    const lines = now.rest.split('\n');
    const line = before.rest.split('\n').findIndex((text, index) => text !== lines[index]);
    found.push(`${before.rest.split('\n')[line]} is now ${lines[line]}`);
  }
  return found;
}

const step = 65_536;
const zeros = Buffer.alloc(step);

function usedMemory({ HEAPU8 }: Emscripten): Buffer {
  const memory = Buffer.from(HEAPU8.buffer);
  let end = memory.length;
  while (end > 0 && memory.compare(zeros, 0, step, end - step, end) === 0) end -= step;
  return memory.subarray(0, end);
}

function rest(module: Emscripten, entropy: Entropy, references: Map<unknown, number>): object {
  const { FS: files, LDSO } = module;
  const mask = process.umask(0o22);
  process.umask(mask);
  const numberOf = (value: unknown) => {
    if (!references.has(value)) references.set(value, references.size);
    return references.get(value);
  };
  const known: FsNode[] = [];
  for (const first of files.nameTable) for (let node = first; node; node = node.name_next) known.push(node);
  return {
    stack: module.stackSave(),
    references: held(module).map(numberOf),
    libraries: [Object.keys(LDSO.loadedLibsByName), Object.keys(LDSO.loadedLibsByHandle)],
    directory: files.cwd(),
    mask,
    nextNode: files.nextInode,
    entropy: entropy.position,
    streams: files.streams.map((stream) =>
      stream
        ? [stream.fd, stream.position, stream.flags, numberOf(stream.shared), ...describe(stream.node, numberOf)]
        : null,
    ),
    known: known.map((node) => numberOf(node) ?? -1).sort((one, other) => one - other),
    tree: tree(files, files.root, '', numberOf),
  };
}

function held(module: Emscripten): unknown[] {
  const values: unknown[] = [];
  for (;;) {
    try {
      values.push(module.__hiwire_get(values.length));
    } catch {
      return values;
    }
  }
}

type NumberOf = (value: unknown) => number | undefined;

function describe(node: FsNode, numberOf: NumberOf): unknown[] {
  const { name, mode, mtime, ctime, link } = node;
  return [numberOf(node), name, mode, mtime, ctime, link, numberOf(node.parent), crc32(bytesOf(node))];
}

function tree(files: FileSystem, node: FsNode, path: string, numberOf: NumberOf): unknown[] {
  const own = [path, ...describe(node, numberOf)].join(' ');
  if (!files.isDir(node.mode) || (node.mounted && node !== files.root)) return [own];
  const children = Object.entries(entriesOf(node)).sort(([one], [other]) => (one < other ? -1 : 1));
  return [own, ...children.flatMap(([name, child]) => tree(files, child, `${path}/${name}`, numberOf))];
}
