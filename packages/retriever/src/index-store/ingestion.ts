import { createHash, type Hash } from 'node:crypto';
import type { Table } from '@lancedb/lancedb';
import { RetrieverError } from '../errors.ts';
import type { PassageSource, SourcePassage } from '../passage-source.ts';
import { BadRows } from './bad-rows.ts';
import { type Checkpoint, readCheckpoints } from './checkpoint.ts';
import { type Row, toArrowTable } from './columns.ts';
import type { IdSet } from './id-set.ts';
import { oneOf } from './filter.ts';
import type { IngestOptions } from './ingest-options.ts';
import { withLanceErrors } from './lance-errors.ts';
import type { RowVectors } from './row-vectors.ts';
import type { Store } from './store.ts';
import { isFolder } from './writer-lock.ts';

const duplicate = 'the id is taken by an earlier passage';
const embedAtOnce = 512;
const commitEachMs = 30_000;

interface IngestionParts {
  store: Store;
  table: Table;
  source: PassageSource;
  ids: IdSet;
  vectors: RowVectors;
  options: IngestOptions;
  batchSize: number;
  dryRun: boolean;
  onBatch: () => void;
}

/**
 * One source on its way into the table. A commit holds the passages up to some place in the source and, in its last
 * row, that place: the next call goes on from the last commit, so that no passage is lost and none comes twice.
 */
export class Ingestion {
  readonly badRows: BadRows;
  readonly #parts: IngestionParts;
  readonly #digest: Hash = createHash('sha256');
  #from: Checkpoint | undefined;
  #read = 0;
  #stored = 0;
  #refused = new Map<string, number>();
  /** Embedded, not yet committed; and since the last embedding. */
  #batch: Row[] = [];
  #fresh: SourcePassage[] = [];
  #uncommitted = new Set<string>();
  /** Ids that the set takes for known ones, with their places: the table decides. */
  #suspects = new Map<string, number>();
  #writing: Promise<unknown> = Promise.resolve();
  #committedAt = performance.now();

  constructor(parts: IngestionParts) {
    this.#parts = parts;
    this.badRows = new BadRows(parts.options.onBadRow);
  }

  /** Passages read, refused ones and those of earlier calls too. */
  get read(): number {
    return this.#read;
  }

  /** Passages of the source in the table, those of earlier calls too. */
  get stored(): number {
    return this.#stored;
  }

  /** @returns where an earlier call had come to */
  async resume(): Promise<Checkpoint | undefined> {
    const { source, table, store } = this.#parts;
    const find = () => readCheckpoints(table, source.name);
    this.#from = (await withLanceErrors(store.path, 'reading how far the source is', find)).get(source.name);
    if (this.#from === undefined) return undefined;
    this.#stored = this.#from.stored;
    this.#refused = new Map(Object.entries(this.#from.refused));
    for (const [reason, rows] of this.#refused) this.badRows.count(reason, rows);
    return this.#from;
  }

  async take(passage: SourcePassage): Promise<void> {
    this.#read++;
    const { id, title, text } = passage;
    this.#digest.update(`${id}\0${title}\0${text}\0`);
    if (this.#from !== undefined && this.#read <= this.#from.read) {
      if (this.#read === this.#from.read) this.#checkUnchanged(this.#from);
      return;
    }
    const field = id === '' ? 'id' : text.trim() === '' ? 'text' : undefined;
    if (field !== undefined) return this.#refuse(`the ${field} is empty`, field, this.#read);
    if (!this.#parts.ids.add(id)) {
      const isSure = this.#parts.dryRun || this.#uncommitted.has(id) || this.#suspects.has(id);
      if (isSure) return this.#refuse(duplicate, 'id', this.#read);
      this.#suspects.set(id, this.#read);
    } else if (!this.#parts.dryRun) this.#uncommitted.add(id);
    this.#fresh.push(passage);
    if (this.#fresh.length >= embedAtOnce) await this.#embed();
    const isFull = this.#batch.length + this.#fresh.length >= this.#parts.batchSize;
    if (isFull || performance.now() - this.#committedAt > commitEachMs) await this.#commit();
  }

  /** Commits what is left and waits for it. */
  async finish(): Promise<void> {
    if (this.#from !== undefined && this.#read < this.#from.read) throw this.#changed();
    await this.#commit();
    await this.#writing;
  }

  /** Waits for what is being written, in whatever way the ingestion ended. */
  async settle(): Promise<void> {
    await this.#writing.catch(() => {});
  }

  async #embed(): Promise<void> {
    if (this.#fresh.length === 0) return;
    const passages = await this.#withoutKnown(this.#fresh);
    this.#fresh = [];
    const { dryRun, vectors, options } = this.#parts;
    this.#batch.push(...(dryRun ? passages : await vectors.fill(passages, options.signal)));
    this.#parts.onBatch();
  }

  /** The passages whose ids are not in the table. */
  async #withoutKnown(passages: SourcePassage[]): Promise<SourcePassage[]> {
    if (this.#suspects.size === 0) return passages;
    await this.#writing;
    const { table, store } = this.#parts;
    const condition = oneOf('id', [...this.#suspects.keys()]);
    const find = () => table.query().where(condition).select(['id']).toArray();
    const found = await withLanceErrors(store.path, 'looking for known ids', find);
    const known = new Set(found.map(({ id }) => String(id)));
    for (const [id, row] of this.#suspects) {
      if (known.has(id)) this.#refuse(duplicate, 'id', row);
      else this.#uncommitted.add(id);
    }
    this.#suspects.clear();
    return passages.filter(({ id }) => !known.has(id));
  }

  async #commit(): Promise<void> {
    // The checkpoint counts every passage that was read, so none may be left behind.
    await this.#embed();
    // One commit is written while the next batch is read and embedded.
    await this.#writing;
    this.#parts.options.signal?.throwIfAborted();
    const { store, source, dryRun, vectors, onBatch } = this.#parts;
    const rows = this.#batch;
    this.#batch = [];
    this.#uncommitted.clear();
    this.#committedAt = performance.now();
    this.#stored += rows.length;
    if (rows.length === 0 || dryRun) return;
    const checkpoint = JSON.stringify(this.#checkpoint());
    const data = toArrowTable(store.arrow, rows, { source: source.name, checkpoint, dimension: vectors.dimension });
    this.#writing = this.#add(data).then(onBatch);
    // It is awaited before the next commit and at the end.
    this.#writing.catch(() => {});
  }

  async #add(data: ReturnType<typeof toArrowTable>): Promise<void> {
    const { store, table } = this.#parts;
    const doing = 'adding passages';
    const before = await withLanceErrors(store.path, doing, () => table.version());
    const { version } = await withLanceErrors(store.path, doing, () => table.add(data));
    // In a folder there is the lock, and only an index that is still being built may come between.
    if (version === before + 1 || isFolder(store.path)) return;
    throw new RetrieverError(
      `Another process writes to the index ${store.path}: its version went from ${before} to ${version} in one commit. Let one process write at a time; where both ingested the same source, remove that source and ingest it again.`,
      { code: 'retriever/locked' },
    );
  }

  #checkpoint(): Checkpoint {
    const digest = this.#digest.copy().digest('hex');
    return { read: this.#read, stored: this.#stored, refused: Object.fromEntries(this.#refused), digest };
  }

  #refuse(reason: string, field: string, row: number): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    this.badRows.add({ file: this.#parts.source.name, row, field, reason });
  }

  #checkUnchanged({ digest }: Checkpoint): void {
    if (this.#digest.copy().digest('hex') !== digest) throw this.#changed();
  }

  #changed(): RetrieverError {
    const { source, store } = this.#parts;
    return new RetrieverError(
      `The source ${source.name} is not what it was when its first ${this.#from?.read} passages were put into the index ${store.path}. Remove it from the index and ingest it again, or give it another name.`,
      { code: 'retriever/source-changed' },
    );
  }
}
