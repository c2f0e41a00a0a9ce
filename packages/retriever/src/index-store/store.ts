import type * as LanceDb from '@lancedb/lancedb';
import type * as Arrow from 'apache-arrow';
import { RetrieverError } from '../errors.ts';
import { type IndexDescription, TABLE_NAME } from './description.ts';
import { withLanceErrors } from './lance-errors.ts';

/** How old the version may be that a search runs on. */
const refreshMs = 1_000;

/** What a {@link Store} is made of. */
export interface StoreParts {
  path: string;
  lance: typeof LanceDb;
  arrow: typeof Arrow;
  connection: LanceDb.Connection;
  table: LanceDb.Table;
  description: IndexDescription;
}

/** The table of an open index: one handle to read a fixed version, and new ones to write. */
export class Store {
  readonly path: string;
  readonly lance: typeof LanceDb;
  readonly arrow: typeof Arrow;
  readonly description: IndexDescription;
  readonly #connection: LanceDb.Connection;
  #table: LanceDb.Table;
  #version: number | undefined;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor({ path, lance, arrow, connection, table, description }: StoreParts) {
    this.path = path;
    this.lance = lance;
    this.arrow = arrow;
    this.description = description;
    this.#connection = connection;
    this.#table = table;
  }

  /** A handle that sees what is committed through it. */
  writer(): Promise<LanceDb.Table> {
    this.#checkOpen();
    return this.#connection.openTable(TABLE_NAME);
  }

  /**
   * Runs a reading on one version of the table, however often it asks: the latest, or one that was the latest a second
   * ago. It runs again on a newer one where a writer removed its files meanwhile.
   * @param doing what failed, for errors
   * @throws RetrieverError `retriever/closed` and those of `withLanceErrors`
   */
  async read<T>(doing: string, reading: (table: LanceDb.Table) => Promise<T>): Promise<T> {
    this.#checkOpen();
    return withLanceErrors(this.path, doing, async () => {
      if (performance.now() - this.#checkedAt > refreshMs) await this.refresh();
      const version = this.#version;
      try {
        return await reading(this.#table);
      } catch (error) {
        await this.refresh();
        if (this.#version === version) throw error;
        return await reading(this.#table);
      }
    });
  }

  /** Goes on to the latest version. Searches that are running keep theirs. */
  async refresh(): Promise<void> {
    // Searches that come meanwhile need not ask too.
    this.#checkedAt = performance.now();
    const latest = await this.#connection.openTable(TABLE_NAME);
    const version = await latest.version();
    if (version === this.#version) return latest.close();
    this.#version = version;
    this.#table = latest;
  }

  close(): void {
    this.#closed = true;
    this.#table.close();
    this.#connection.close();
  }

  #checkOpen(): void {
    if (!this.#closed) return;
    throw new RetrieverError(`The index ${this.path} was closed. Open it again.`, { code: 'retriever/closed' });
  }
}
