import { stat } from 'node:fs/promises';
import { RetrieverError } from '../errors.ts';
import type { PackedFile } from './bytes.ts';
import { csvRows } from './csv-rows.ts';
import { detectFormat, probe } from './detect.ts';
import type { FileFormat, RowFormat } from './file-format.ts';
import { jsonRows } from './json-rows.ts';
import { jsonlRows } from './jsonl-rows.ts';
import { parquetRows } from './parquet-rows.ts';
import type { RowBatch, RowReaderOptions } from './row-reader.ts';
import { unreadable } from './source-error.ts';

/** A file of which it is known how it is packed and written. */
export interface OpenedFile extends PackedFile {
  format: FileFormat;
  /** As stored. */
  bytes: number;
  /** Its beginning, decompressed. */
  head: Buffer;
}

/**
 * Looks at a file.
 * @param format `auto`: by content and name
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-unreadable`, `retriever/source-empty`,
 * `retriever/source-encoding`, `retriever/source-corrupt`, `retriever/unknown-format`
 */
export async function openFile(path: string, format: FileFormat | 'auto', signal?: AbortSignal): Promise<OpenedFile> {
  signal?.throwIfAborted();
  const bytes = await sizeOf(path);
  const probed = await probe(path, signal);
  const { compression, head } = probed;
  return { path, compression, bytes, head, format: format === 'auto' ? detectFormat(path, probed) : format };
}

async function sizeOf(path: string): Promise<number> {
  let found;
  try {
    found = await stat(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  if (found.isFile()) return found.size;
  throw new RetrieverError(`${path} is no file. A folder is read with folderSource.`, {
    code: 'retriever/source-unreadable',
  });
}

/** The rows of a file that is no document. */
export function rowsOf(file: OpenedFile, format: RowFormat, options: RowReaderOptions): AsyncIterable<RowBatch> {
  if (format === 'jsonl') return jsonlRows(file, options);
  if (format === 'csv') return csvRows(file, ',', options);
  if (format === 'tsv') return csvRows(file, '\t', options);
  if (format === 'parquet') return parquetRows(file.path, options);
  return jsonRows(file, file.head.toString('utf8').trimStart().startsWith('[') ? 'array' : 'object', options);
}
