import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Load, Rival } from './rival.ts';

interface Statement {
  run(...values: (bigint | Float32Array)[]): unknown;
  all(...values: (number | Float32Array)[]): unknown;
}

interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

type OpenDatabase = new (file: string) => Database;

const isFunction = (value: unknown): boolean => typeof value === 'function';
const databaseSchema = z.custom<OpenDatabase>(isFunction);
const extensionSchema = z.object({ load: z.custom<(database: Database) => void>(isFunction) });
const rowsSchema = z.array(z.object({ rowid: z.number() }));

/** All vectors compared, in SQLite. */
export function sqliteVec(load: Load): Rival {
  const Opened = databaseSchema.parse(load('better-sqlite3'));
  const extension = extensionSchema.parse(load('sqlite-vec'));
  const open = (folder: string): Database => {
    const database = new Opened(join(folder, 'vectors.db'));
    extension.load(database);
    return database;
  };
  return {
    async build(folder, vectors) {
      const { count, dimension } = vectors.set;
      await mkdir(folder, { recursive: true });
      const database = open(folder);
      database.exec(`CREATE VIRTUAL TABLE vectors USING vec0(embedding float[${dimension}])`);
      const insert = database.prepare('INSERT INTO vectors(rowid, embedding) VALUES (?, ?)');
      database.exec('BEGIN');
      for (let at = 0; at < count; at++) insert.run(BigInt(at), vectors.vector(at));
      database.exec('COMMIT');
      database.close();
    },
    async open(folder) {
      const find = open(folder).prepare(
        'SELECT rowid FROM vectors WHERE embedding MATCH ? AND k = ? ORDER BY distance',
      );
      return (query, k) => rowsSchema.parse(find.all(query, k)).map(({ rowid }) => rowid);
    },
  };
}
