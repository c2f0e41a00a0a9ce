import { bytesOf, entriesOf, type FileSystem, type FsNode } from './emscripten.ts';

const noSpace = 51;
const notPermitted = 63;
/** Files, directories and links that code may create: their names live outside the memory limit. */
const maxNodes = 20_000;

/**
 * Bounds what code can write to the in-memory file system, which is not part of the interpreter's linear memory, and
 * makes the files that are there, the library archives, read-only.
 * @returns the files that are read-only now
 */
export function limitFiles(files: FileSystem, quotaBytes: number): ReadonlySet<FsNode> {
  const archives = new Set<FsNode>();
  collect(files, files.root, (node) => archives.add(node));
  const sample = [...archives][0];
  if (sample === undefined) throw new Error('The in-memory file system holds no archive.');
  const usage = () => {
    let bytes = 0;
    let nodes = 0;
    collect(files, files.root, (node) => {
      nodes++;
      if (!archives.has(node)) bytes += bytesOf(node).byteLength;
    });
    return { bytes, nodes };
  };
  /** Bytes that may still be written before the files are counted again. */
  let slack = 0;
  const reserve = (growth: number) => {
    if (growth <= 0) return;
    if (growth > slack) {
      slack = quotaBytes - usage().bytes;
      if (growth > slack) throw new files.ErrnoError(noSpace);
      // Counted anew often, because rolling back and deleting give space back.
      slack = Math.min(slack, 1 << 20);
    }
    slack -= growth;
  };
  const { stream_ops: fileStream, node_ops: fileNode } = sample;
  const { write } = fileStream;
  const { setattr } = fileNode;
  if (write === undefined || setattr === undefined)
    throw new Error('The in-memory file system has no write operation.');
  fileStream.write = (stream, buffer, offset, length, position, own) => {
    if (archives.has(stream.node)) throw new files.ErrnoError(notPermitted);
    reserve(position + length - (stream.node.usedBytes ?? 0));
    return write(stream, buffer, offset, length, position, own);
  };
  fileNode.setattr = (node, attributes) => {
    if (attributes.size !== undefined) {
      if (archives.has(node)) throw new files.ErrnoError(notPermitted);
      reserve(attributes.size - (node.usedBytes ?? 0));
    }
    setattr(node, attributes);
  };
  limitNodes(files, () => usage().nodes);
  return archives;
}

function limitNodes(files: FileSystem, count: () => number): void {
  const operations = files.root.node_ops;
  const { mknod, symlink } = operations;
  if (mknod === undefined || symlink === undefined) throw new Error('The in-memory file system cannot create files.');
  let left = 0;
  const reserve = () => {
    if (left === 0) {
      left = Math.min(500, maxNodes - count());
      if (left <= 0) {
        left = 0;
        throw new files.ErrnoError(noSpace);
      }
    }
    left--;
  };
  operations.mknod = (parent, name, mode, device) => {
    reserve();
    return mknod(parent, name, mode, device);
  };
  operations.symlink = (parent, name, target) => {
    reserve();
    return symlink(parent, name, target);
  };
}

function collect(files: FileSystem, node: FsNode, visit: (node: FsNode) => void): void {
  if (files.isFile(node.mode)) visit(node);
  if (!files.isDir(node.mode) || (node.mounted !== undefined && node.mounted !== null && node !== files.root)) return;
  for (const child of Object.values(entriesOf(node))) collect(files, child, visit);
}
