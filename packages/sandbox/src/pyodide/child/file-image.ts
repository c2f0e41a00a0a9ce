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
  /** Files that are open but in no directory any more. */
  unlinked: NodeState[];
  nextInode: number;
}

/** Saves and restores the in-memory file system and its open files. Files that have not changed are not copied again. */
export class FileImage {
  readonly #files: FileSystem;
  readonly #constant: ReadonlySet<FsNode>;
  /** Nodes of other file systems that are mounted. */
  readonly #foreign: readonly FsNode[];
  /** The last bytes saved of each file: unchanged files share them. */
  readonly #copies = new WeakMap<FsNode, Uint8Array>();
  /** Bytes that the last save copied. */
  copiedBytes = 0;

  /** @param constant files that nothing can write to: their bytes are not saved */
  constructor(files: FileSystem, constant: ReadonlySet<FsNode>) {
    this.#files = files;
    this.#constant = constant;
    const own = new Set<FsNode>();
    this.#saveNode(files.root, own);
    own.delete(files.root);
    this.#foreign = this.#known().filter((node) => !own.has(node));
  }

  save(): FileState {
    this.copiedBytes = 0;
    const { root, streams, nextInode } = this.#files;
    const seen = new Set<FsNode>();
    return {
      root: this.#saveNode(root, seen),
      directory: this.#files.cwd(),
      streams: streams.map((stream) =>
        stream ? { stream, shared: stream.shared, position: stream.position, flags: stream.flags } : undefined,
      ),
      unlinked: streams.flatMap((stream) =>
        stream && this.#files.isFile(stream.node.mode) && !seen.has(stream.node)
          ? [this.#saveNode(stream.node, seen)]
          : [],
      ),
      nextInode,
    };
  }

  restore(state: FileState): void {
    // Made anew, because code may have been stopped while it was changed.
    this.#files.nameTable.fill(undefined);
    for (const node of this.#foreign) this.#files.hashAddNode(node);
    this.#restoreNode(state.root);
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
    for (const file of state.unlinked) this.#restoreNode(file);
    this.#files.nextInode = state.nextInode;
    this.#files.chdir(state.directory);
  }

  #saveNode(node: FsNode, seen: Set<FsNode>): NodeState {
    seen.add(node);
    const { mode, atime, mtime, ctime } = node;
    const state: NodeState = { node, mode, atime, mtime, ctime };
    if (this.#files.isDir(mode)) {
      // Another file system is mounted here (/proc): it shows the process, it holds nothing.
      if (node.mounted !== undefined && node.mounted !== null && node !== this.#files.root) return state;
      state.children = new Map(
        Object.entries(entriesOf(node)).map(([name, child]) => [name, this.#saveNode(child, seen)]),
      );
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
    this.copiedBytes += copy.byteLength;
    return copy;
  }

  #restoreNode(state: NodeState): void {
    const { node } = state;
    node.mode = state.mode;
    node.atime = state.atime;
    node.mtime = state.mtime;
    node.ctime = state.ctime;
    if (state.link !== undefined) node.link = state.link;
    if (state.data !== undefined) this.#restoreFile(node, state.data);
    if (state.children !== undefined) this.#restoreChildren(node, state.children);
  }

  #restoreFile(node: FsNode, data: Uint8Array): void {
    this.#copies.set(node, data);
    const bytes = bytesOf(node);
    const same = bytes.byteLength === data.byteLength && Buffer.compare(bytes, data) === 0;
    if (!same) node.contents = data.slice();
    node.usedBytes = data.byteLength;
  }

  #restoreChildren(node: FsNode, children: Map<string, NodeState>): void {
    const entries = entriesOf(node);
    for (const name of Object.keys(entries)) if (!children.has(name)) delete entries[name];
    for (const [name, child] of children) {
      child.node.parent = node;
      child.node.name = name;
      entries[name] = child.node;
      this.#restoreNode(child);
      this.#files.hashAddNode(child.node);
    }
  }

  /** All nodes that paths are looked up among. */
  #known(): FsNode[] {
    const nodes: FsNode[] = [];
    for (const first of this.#files.nameTable) {
      for (let node = first; node !== undefined; node = node.name_next) nodes.push(node);
    }
    return nodes;
  }
}
