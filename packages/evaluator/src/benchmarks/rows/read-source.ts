import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { missing, tooLarge } from '../source-errors.ts';
import { rowsOf } from './detect.ts';
import type { SourceRow } from './row.ts';

/** How {@link readSource} reads. */
export interface ReadOptions {
  /** Columns that are not kept: whole passages. */
  leaveOut: ReadonlySet<string>;
  maxBytes: number;
  signal: AbortSignal | undefined;
}

const DATA_FILE = /\.(?:jsonl?|ndjson|csv|tsv|parquet)$/i;

/** Rows of a file, or of all data files of a folder in the order of their names (numbers by value). */
export async function readSource(path: string, options: ReadOptions): Promise<SourceRow[]> {
  const found = await stat(path).catch((cause: unknown) => Promise.reject(missing(path, cause)));
  if (!found.isDirectory()) return readOne(path, options);
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const byNumber = new Intl.Collator('en', { numeric: true });
  const files = entries
    .filter((entry) => entry.isFile() && DATA_FILE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((left, right) => byNumber.compare(left, right));
  if (files.length === 0) throw missing(`${path} (a folder without .json, .jsonl, .csv or .parquet files)`);
  const rows: SourceRow[] = [];
  for (const file of files) {
    for (const row of await readOne(file, options)) rows.push(withPathAsId(row, relative(path, file)));
  }
  return rows;
}

/** A folder of files with one question each (MATH) has no ids but the files' names. */
function withPathAsId(row: SourceRow, path: string): SourceRow {
  if (!('value' in row) || !path.endsWith('.json') || hasId(row.value)) return row;
  const name = path
    .split(sep)
    .join('/')
    .replace(/\.json$/, '');
  return { ...row, value: { id: row.row === 1 ? name : `${name}/${row.row}`, ...row.value } };
}

const hasId = (value: object): boolean =>
  Object.keys(value).some((key) => /^(?:_?id|unique_id|qid|question_id)$/i.test(key));

async function readOne(path: string, options: ReadOptions): Promise<SourceRow[]> {
  const { signal, maxBytes } = options;
  signal?.throwIfAborted();
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw tooLarge(path, size, maxBytes);
    const bytes = await readFile(path, { signal });
    return await rowsOf({ name: path, bytes }, options);
  } catch (cause) {
    signal?.throwIfAborted();
    throw isFileFault(cause) ? missing(path, cause) : cause;
  }
}

const isFileFault = (cause: unknown): boolean => cause instanceof Error && 'syscall' in cause;
