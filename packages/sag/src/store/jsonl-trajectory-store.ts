import type { FileHandle } from 'node:fs/promises';
import { parseTrajectory, type CallOptions, type Trajectory, type TrajectoryStore } from '@agentd/agent-core';
import { encodeLine, openForAppending } from './jsonl-file.ts';
import { JsonlIndex, readHeader, tryHeader } from './jsonl-index.ts';
import { readLines, type FileLine } from './read-lines.ts';
import { StoreError } from './store-error.ts';

/** What stood after the last whole line of a file: a line that a crash left half-written. */
export interface HalfLine {
  /** 1-based. */
  line: number;
  bytes: number;
}

/** A {@link TrajectoryStore} over one JSONL file. */
export interface JsonlTrajectoryStore extends TrajectoryStore, AsyncDisposable {
  readonly path: string;
  /** Present where the file ended in a half-written line. It is not read, and is cut off at the next `put`. */
  readonly halfLine: HalfLine | undefined;
}

/**
 * Keeps trajectories in a file, one JSON document a line.
 *
 * Each trajectory is appended by a single write, and `close` waits until the disk has everything. Opening and reading
 * never change the file. Several processes may append to one file; two that put the same id within the same instant
 * may both write it, and readers then take the first.
 *
 * @param path created where it does not exist; its folder must
 * @throws StoreError code `store/cannot-open` when the path is no file that can be read and written
 * @throws InvalidInputError code `trajectory/invalid` or `trajectory/too-new`, naming `path:line`
 */
export async function jsonlTrajectoryStore(path: string, options: CallOptions = {}): Promise<JsonlTrajectoryStore> {
  options.signal?.throwIfAborted();
  const file = await openForAppending(path);
  try {
    const store = new FileStore(path, file);
    await store.load(options);
    return store;
  } catch (error) {
    await file.close();
    throw error;
  }
}

class FileStore implements JsonlTrajectoryStore {
  readonly path: string;
  halfLine: HalfLine | undefined;
  readonly #file: FileHandle;
  readonly #index = new JsonlIndex();
  /** Bytes and lines that are in the index. */
  #end = 0;
  #lines = 0;
  /** The last line is whole but for its line feed. */
  #needsLineFeed = false;
  #closing: Promise<void> | undefined;
  /** One operation at a time; never rejects. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  async load({ signal }: CallOptions): Promise<void> {
    await this.#enqueue(() => this.#catchUp(signal));
  }

  async put(trajectory: Trajectory, { signal }: CallOptions = {}): Promise<boolean> {
    signal?.throwIfAborted();
    const line = encodeLine(trajectory);
    return this.#enqueue(async () => {
      await this.#catchUp(signal);
      if (this.#index.isFinished(trajectory.id)) return false;
      signal?.throwIfAborted();
      await this.#append(line, trajectory);
      return true;
    });
  }

  async has(id: string): Promise<boolean> {
    return this.#enqueue(async () => {
      await this.#catchUp();
      return this.#index.isFinished(id);
    });
  }

  async *all({ signal }: CallOptions = {}): AsyncGenerator<Trajectory, void> {
    await this.#enqueue(() => this.#catchUp(signal));
    for (const id of this.#index.ids()) {
      signal?.throwIfAborted();
      yield await this.#enqueue(() => this.#read(id));
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#queue.then(() => this.#syncAndClose());
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #syncAndClose(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (cause) {
      throw this.#fault('store/write-failed', 'could not be written to disk', cause);
    } finally {
      await this.#file.close();
    }
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) {
      return Promise.reject(
        new StoreError(`The trajectory store ${this.path} is closed; open it again.`, { code: 'store/closed' }),
      );
    }
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Reads into the index what was appended since, by this process or another. */
  async #catchUp(signal?: AbortSignal): Promise<void> {
    const { size } = await this.#file.stat();
    if (size === this.#end) return;
    if (size < this.#end) {
      throw this.#fault('store/changed', `was cut from ${this.#end} to ${size} bytes while it was open`);
    }
    this.halfLine = undefined;
    for await (const line of readLines(this.#file, this.#end, this.path)) {
      signal?.throwIfAborted();
      this.#take(line);
    }
  }

  #take({ bytes, offset, terminated }: FileLine): void {
    const line = this.#lines + 1;
    const text = bytes.toString('utf8');
    const isBlank = text.trim() === '';
    if (!terminated && !isBlank && tryHeader(text) === undefined) {
      this.halfLine = { line, bytes: bytes.length };
      return;
    }
    if (!isBlank) this.#index.add(readHeader(text, `${this.path}:${line}`), { line, offset, length: bytes.length });
    this.#end = offset + bytes.length + (terminated ? 1 : 0);
    this.#needsLineFeed = !terminated;
    // The line feed of a line without one, written later, is read as the end of an empty rest of that line.
    if (terminated) this.#lines = line;
  }

  async #append(line: Buffer, trajectory: Trajectory): Promise<void> {
    if (this.halfLine !== undefined) {
      await this.#file.truncate(this.#end);
      this.halfLine = undefined;
    }
    const prefix = this.#needsLineFeed ? 1 : 0;
    const data = prefix === 0 ? line : Buffer.concat([Buffer.from('\n'), line]);
    const written = await this.#write(data);
    if (written < data.length) {
      await this.#file.truncate(this.#end);
      throw this.#fault('store/write-failed', `took only ${written} of ${data.length} bytes; is the disk full?`);
    }
    const { size } = await this.#file.stat();
    if (size !== this.#end + data.length) return this.#catchUp();
    const at = { line: this.#lines + 1 + prefix, offset: this.#end + prefix, length: line.length - 1 };
    this.#index.add(trajectory, at);
    this.#end = size;
    this.#lines = at.line;
    this.#needsLineFeed = false;
  }

  async #write(data: Buffer): Promise<number> {
    try {
      return (await this.#file.write(data)).bytesWritten;
    } catch (cause) {
      throw this.#fault('store/write-failed', 'could not be written', cause);
    }
  }

  async #read(id: string): Promise<Trajectory> {
    const entry = this.#index.get(id);
    if (entry === undefined) throw this.#fault('store/changed', `no longer holds ${id}`);
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(entry.length), 0, entry.length, entry.offset);
    if (bytesRead < entry.length) throw this.#fault('store/changed', `ends inside line ${entry.line}`);
    return parseTrajectory(buffer.toString('utf8'), `${this.path}:${entry.line}`);
  }

  #fault(code: string, what: string, cause?: unknown): StoreError {
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    return new StoreError(`The trajectory file ${this.path} ${what}${why}.`, { code, cause });
  }
}
