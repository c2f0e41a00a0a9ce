import { bytesOf, entriesOf, type FileSystem, type FsNode, type FsStream } from './emscripten.ts';

interface NodeState {
  node: FsNode;
  mode: number;
  atime: number;
  mtime: number;
  ctime: number;
  children?: Map<string, NodeState>;
  data?: Uint8Array;
  link?: string;
}

interface StreamState {
  stream: FsStream;
  shared: object;
  position: number;
  flags: number;
}

/** The whole in-memory file system at one moment, as data that later writes leave alone. */
export interface FileState {
  root: NodeState;
  directory: string;
  streams: (StreamState | undefined)[];
}

/** Saves and restores the in-memory file system and its open files. Files that have not changed are not copied again. */
export class FileImage {
  readonly #files: FileSystem;
  readonly #constant: ReadonlySet<FsNode>;
  /** The last bytes saved of each file: unchanged files share them. */
  readonly #copies = new WeakMap<FsNode, Uint8Array>();

  /** @param constant files that nothing can write to: their bytes are not saved */
  constructor(files: FileSystem, constant: ReadonlySet<FsNode>) {
    this.#files = files;
    this.#constant = constant;
  }

  save(): FileState {
    return {
      root: this.#saveNode(this.#files.root),
      directory: this.#files.cwd(),
      streams: this.#files.streams.map((stream) =>
        stream ? { stream, shared: stream.shared, position: stream.position, flags: stream.flags } : undefined,
      ),
    };
  }

  restore(state: FileState): void {
    this.#restoreNode(state.root, new Set());
    const { streams } = this.#files;
    streams.length = state.streams.length;
    state.streams.forEach((saved, fd) => {
      if (saved !== undefined) {
        saved.stream.fd = fd;
        saved.stream.shared = saved.shared;
        saved.stream.position = saved.position;
        saved.stream.flags = saved.flags;
      }
      streams[fd] = saved?.stream;
    });
    this.#files.chdir(state.directory);
  }

  #saveNode(node: FsNode): NodeState {
    const { mode, atime, mtime, ctime } = node;
    const state: NodeState = { node, mode, atime, mtime, ctime };
    if (this.#files.isDir(mode)) {
      // Another file system is mounted here (/proc): it shows the process, it holds nothing.
      if (node.mounted !== undefined && node.mounted !== null && node !== this.#files.root) return state;
      state.children = new Map(Object.entries(entriesOf(node)).map(([name, child]) => [name, this.#saveNode(child)]));
    } else if (this.#files.isFile(mode)) {
      if (!this.#constant.has(node)) state.data = this.#copy(node);
    } else if (this.#files.isLink(mode)) {
      state.link = node.link ?? '';
    }
    return state;
  }

  #copy(node: FsNode): Uint8Array {
    const bytes = bytesOf(node);
    const last = this.#copies.get(node);
    if (last !== undefined && last.byteLength === bytes.byteLength && Buffer.compare(last, bytes) === 0) return last;
    const copy = bytes.slice();
    this.#copies.set(node, copy);
    return copy;
  }

  #restoreNode(state: NodeState, forgotten: Set<FsNode>): void {
    const { node } = state;
    node.mode = state.mode;
    node.atime = state.atime;
    node.mtime = state.mtime;
    node.ctime = state.ctime;
    if (state.link !== undefined) node.link = state.link;
    if (state.data !== undefined) this.#restoreFile(node, state.data);
    if (state.children !== undefined) this.#restoreChildren(node, state.children, forgotten);
  }

  #restoreFile(node: FsNode, data: Uint8Array): void {
    const bytes = bytesOf(node);
    if (bytes.byteLength === data.byteLength && Buffer.compare(bytes, data) === 0) return;
    node.contents = data.slice();
    node.usedBytes = data.byteLength;
  }

  #restoreChildren(node: FsNode, children: Map<string, NodeState>, forgotten: Set<FsNode>): void {
    const entries = entriesOf(node);
    for (const [name, child] of Object.entries(entries)) {
      if (children.get(name)?.node === child) continue;
      this.#forget(child, node, name, forgotten);
      delete entries[name];
    }
    for (const [name, child] of children) {
      if (entries[name] !== child.node || forgotten.has(child.node)) {
        // The node may still be known under another name: it is taken out of the look-up table before its name changes.
        this.#files.hashRemoveNode(child.node);
        child.node.parent = node;
        child.node.name = name;
        entries[name] = child.node;
        this.#files.hashAddNode(child.node);
      }
      this.#restoreNode(child, forgotten);
    }
  }

  /** Takes a node that is not in the saved tree, and all below it, out of the look-up table. */
  #forget(node: FsNode, parent: FsNode, name: string, forgotten: Set<FsNode>): void {
    // A saved node that was moved here has its old place back already, and with it its entry in the table.
    if (node.parent !== parent || node.name !== name) return;
    this.#files.hashRemoveNode(node);
    forgotten.add(node);
    if (!this.#files.isDir(node.mode)) return;
    for (const [childName, child] of Object.entries(entriesOf(node))) this.#forget(child, node, childName, forgotten);
  }
}
