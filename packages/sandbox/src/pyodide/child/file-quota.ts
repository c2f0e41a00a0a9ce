import { bytesOf, type FileSystem, type FsNode } from './emscripten.ts';
import { limitNodes, visitNodes } from './file-tree.ts';

const noSpace = 51;
const notPermitted = 63;

/**
 * Bounds what code can write to the in-memory file system, which is not part of the interpreter's linear memory, and
 * makes the files that are there, the library archives, read-only.
 * @returns the files that are read-only now
 */
export function limitFiles(files: FileSystem, quotaBytes: number): ReadonlySet<FsNode> {
  const archives = new Set<FsNode>();
  visitFiles(files, (node) => archives.add(node));
  const sample = [...archives][0];
  if (sample === undefined) throw new Error('The in-memory file system holds no archive.');
  const usage = () => {
    let bytes = 0;
    visitFiles(files, (node) => {
      if (!archives.has(node)) bytes += bytesOf(node).byteLength;
    });
    return bytes;
  };
  /** Bytes that may still be written before the files are counted again. */
  let slack = 0;
  const reserve = (growth: number) => {
    if (growth <= 0) return;
    if (growth > slack) {
      slack = quotaBytes - usage();
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
  limitNodes(files);
  return archives;
}

/** Calls `visit` once for each file, also for one that is open and in no directory any more. */
function visitFiles(files: FileSystem, visit: (node: FsNode) => void): void {
  const nodes = new Set<FsNode>();
  visitNodes(files, (node) => nodes.add(node));
  for (const stream of files.streams) if (stream) nodes.add(stream.node);
  for (const node of nodes) if (files.isFile(node.mode)) visit(node);
}
