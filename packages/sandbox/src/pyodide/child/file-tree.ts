import { entriesOf, type FileSystem, type FsNode } from './emscripten.ts';

const noSpace = 51;
const nameTooLong = 37;
/** Files, directories and links that code may create: they live outside the memory limit. */
const maxNodes = 20_000;
/** Characters of a name, and of what a link points at, as on Linux. */
const longestName = 255;
const longestTarget = 4_095;
/** Directories inside each other: saving them takes stack. */
const deepest = 200;

/** Calls `visit` for every node of the in-memory file system. */
export function visitNodes(files: FileSystem, visit: (node: FsNode) => void, node: FsNode = files.root): void {
  visit(node);
  if (!isOwnDirectory(files, node)) return;
  for (const child of Object.values(entriesOf(node))) visitNodes(files, visit, child);
}

/** Bounds how many nodes there may be, how deep, and how long their names. */
export function limitNodes(files: FileSystem): void {
  const operations = files.root.node_ops;
  const { mknod, symlink, rename } = operations;
  if (mknod === undefined || symlink === undefined || rename === undefined)
    throw new Error('The in-memory file system cannot create files.');
  visitNodes(files, (node) => forgetPrototype(files, node));
  const count = () => {
    let nodes = 0;
    visitNodes(files, () => nodes++);
    return nodes;
  };
  const most = count() + maxNodes;
  let left = 0;
  const reserve = (parent: FsNode, name: string) => {
    if (name.length > longestName || depthOf(parent) >= deepest) throw new files.ErrnoError(nameTooLong);
    if (left === 0) {
      left = Math.max(0, Math.min(500, most - count()));
      if (left === 0) throw new files.ErrnoError(noSpace);
    }
    left--;
  };
  operations.mknod = (parent, name, mode, device) => {
    reserve(parent, name);
    const node = mknod(parent, name, mode, device);
    forgetPrototype(files, node);
    return node;
  };
  operations.symlink = (parent, name, target) => {
    if (target.length > longestTarget) throw new files.ErrnoError(nameTooLong);
    reserve(parent, name);
    return symlink(parent, name, target);
  };
  operations.rename = (node, parent, name) => {
    if (name.length > longestName || depthOf(parent) + heightOf(files, node) > deepest)
      throw new files.ErrnoError(nameTooLong);
    rename(node, parent, name);
  };
}

/** Not one that shows another file system (/proc). */
function isOwnDirectory(files: FileSystem, node: FsNode): boolean {
  return files.isDir(node.mode) && ((node.mounted ?? null) === null || node === files.root);
}

/** So that a file may be called `__proto__` and be a file like any other. */
function forgetPrototype(files: FileSystem, node: FsNode): void {
  if (isOwnDirectory(files, node)) Object.setPrototypeOf(entriesOf(node), null);
}

function depthOf(node: FsNode): number {
  let depth = 0;
  for (let at = node; at.parent !== at; at = at.parent) depth++;
  return depth;
}

function heightOf(files: FileSystem, node: FsNode): number {
  if (!isOwnDirectory(files, node)) return 1;
  return 1 + Math.max(0, ...Object.values(entriesOf(node)).map((child) => heightOf(files, child)));
}
