import type { FileHandle } from 'node:fs/promises';
import type { CallOptions } from '@agentd/agent-core';
import { hashId, IdIndex, ID_HASH_BYTES, type IndexedLine } from './id-index.ts';
import { IndexFile } from './index-file.ts';
import { indexAgrees } from './index-check.ts';
import { appendWhole, encodeLine } from './jsonl-file.ts';
import type { HalfLine, JsonlStore } from './jsonl-store.ts';
import { readLines, type FileLine } from './read-lines.ts';
import type { RecordKind, StoredRecord } from './record-store.ts';
import { StoreError } from './store-error.ts';

const NO_ID = Buffer.alloc(ID_HASH_BYTES);

/** What `jsonlStore` opens. */
export class FileStore<T extends StoredRecord> implements JsonlStore<T> {
  readonly path: string;
  halfLine: HalfLine | undefined;
  readonly #file: FileHandle;
  readonly #kind: RecordKind<T>;
  readonly #sidecar: IndexFile;
  #index = new IdIndex();
  /** Bytes and lines that are in the index. */
  #end = 0;
  #lines = 0;
  /** The last line is whole but for its line feed. */
  #needsLineFeed = false;
  #isDirty = false;
  #closing: Promise<void> | undefined;
  /** One operation at a time; never rejects. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, file: FileHandle, kind: RecordKind<T>) {
    this.path = path;
    this.#file = file;
    this.#kind = kind;
    this.#sidecar = new IndexFile(path);
  }

  get size(): number {
    return this.#index.size;
  }

  async load({ signal }: CallOptions): Promise<void> {
    const spots: IndexedLine[] = [];
    const covered = await this.#sidecar.load(
      (lines) => this.#index.reserve(lines),
      (line, isLastOfBlock) => {
        if (isLastOfBlock) spots.push(line);
        if (!line.idHash.equals(NO_ID)) this.#index.add(line);
      },
    );
    if (await indexAgrees(this.#file, spots, covered, this.#kind)) {
      this.#end = covered.end;
      this.#lines = covered.lines;
    } else {
      this.#index = new IdIndex();
      this.#sidecar.discard();
    }
    await this.#enqueue(() => this.#catchUp(signal));
  }

  async put(record: T, { signal }: CallOptions = {}): Promise<boolean> {
    signal?.throwIfAborted();
    const line = encodeLine(record, this.#kind);
    const idHash = hashId(record.id);
    return this.#enqueue(async () => {
      await this.#catchUp(signal);
      if (this.#index.isFinished(idHash)) return false;
      signal?.throwIfAborted();
      await this.#append(line, idHash, this.#kind.isFinished(record));
      return true;
    });
  }

  async has(id: string): Promise<boolean> {
    const idHash = hashId(id);
    // What is finished stays so: a resumed run asks this a million times, and needs no look at the file.
    if (this.#closing === undefined && this.#index.isFinished(idHash)) return true;
    return this.#enqueue(async () => {
      await this.#catchUp();
      return this.#index.isFinished(idHash);
    });
  }

  async get(id: string): Promise<T | undefined> {
    return this.#enqueue(async () => {
      await this.#catchUp();
      const ordinal = this.#index.find(hashId(id));
      return ordinal === undefined ? undefined : this.#read(ordinal);
    });
  }

  async *all({ signal }: CallOptions = {}): AsyncGenerator<T, void> {
    await this.#enqueue(() => this.#catchUp(signal));
    const count = this.#index.size;
    for (let ordinal = 0; ordinal < count; ordinal += 1) {
      signal?.throwIfAborted();
      yield await this.#enqueue(() => this.#read(ordinal));
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
      if (this.#isDirty) await this.#file.sync();
    } catch (cause) {
      throw this.#fault('store/write-failed', 'could not be written to disk', cause);
    } finally {
      await this.#file.close();
    }
  }

  #enqueue<R>(work: () => Promise<R>): Promise<R> {
    if (this.#closing !== undefined) {
      return Promise.reject(
        new StoreError(`The ${this.#kind.name} store ${this.path} is closed; open it again.`, { code: 'store/closed' }),
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
      await this.#take(line);
    }
  }

  async #take({ bytes, offset, terminated }: FileLine): Promise<void> {
    const line = this.#lines + 1;
    const text = bytes.toString('utf8');
    const isBlank = text.trim() === '';
    const head = isBlank ? undefined : this.#kind.readHead(text);
    if (!terminated && !isBlank && head === undefined) {
      this.halfLine = { line, bytes: bytes.length };
      return;
    }
    if (!isBlank && head === undefined) this.#kind.parse(text, `${this.path}:${line}`);
    const idHash = head === undefined ? NO_ID : hashId(head.id);
    const indexed = { idHash, offset, length: bytes.length, line, finished: head?.finished ?? false };
    if (head !== undefined) this.#index.add(indexed);
    if (!terminated) this.#sidecar.stop();
    await this.#sidecar.add(indexed);
    this.#end = offset + bytes.length + (terminated ? 1 : 0);
    this.#needsLineFeed = !terminated;
    // The line feed of a line without one, written later, is read as the end of an empty rest of that line.
    if (terminated) this.#lines = line;
  }

  async #append(line: Buffer, idHash: Buffer, finished: boolean): Promise<void> {
    if (this.halfLine !== undefined) {
      await this.#file.truncate(this.#end);
      this.halfLine = undefined;
    }
    const prefix = this.#needsLineFeed ? 1 : 0;
    const data = prefix === 0 ? line : Buffer.concat([Buffer.from('\n'), line]);
    this.#isDirty = true;
    await appendWhole(this.#file, data, this.#end, (...fault) => this.#fault(...fault));
    const { size } = await this.#file.stat();
    if (size !== this.#end + data.length) return this.#catchUp();
    const at = { line: this.#lines + 1 + prefix, offset: this.#end + prefix, length: line.length - 1 };
    const indexed = { idHash, finished, ...at };
    this.#index.add(indexed);
    [this.#end, this.#lines] = [size, at.line];
    this.#needsLineFeed = false;
    await this.#sidecar.add(indexed);
  }

  async #read(ordinal: number): Promise<T> {
    const { idHash, offset, length, line } = this.#index.at(ordinal);
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(length), 0, length, offset);
    if (bytesRead < length) throw this.#fault('store/changed', `ends inside line ${line}`);
    const record = this.#kind.parse(buffer.toString('utf8'), `${this.path}:${line}`);
    if (hashId(record.id).equals(idHash)) return record;
    throw this.#fault('store/changed', `has another record at line ${line} than ${this.path}.index says; delete that`);
  }

  #fault(code: string, what: string, cause?: unknown): StoreError {
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    return new StoreError(`The ${this.#kind.name} file ${this.path} ${what}${why}.`, { code, cause });
  }
}
