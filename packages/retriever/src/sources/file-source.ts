import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import { RetrieverError } from '../errors.ts';
import type { PassageSource, ReadOptions, ReadPassage } from '../passage-source.ts';
import type { PackedFile } from './bytes.ts';
import { csvRows } from './csv-rows.ts';
import { detectFormat, probe, type Probe } from './detect.ts';
import { readDocument } from './documents/read-document.ts';
import { type FileFormat, fileFormats, isDocumentFormat, type RowFormat } from './file-format.ts';
import { jsonRows } from './json-rows.ts';
import { jsonlRows } from './jsonl-rows.ts';
import { parquetRows } from './parquet-rows.ts';
import { type FieldNames, passagesOf, wantsColumn } from './record.ts';
import type { RowBatch, RowReaderOptions } from './row-reader.ts';
import { SeenIds } from './seen-ids.ts';
import { unreadable } from './source-error.ts';

/** What {@link fileSource} takes besides the path. */
export interface FileSourceOptions {
  /** Default `auto`: by content and name. */
  format?: FileFormat | 'auto' | undefined;
  fields?: FieldNames | undefined;
  /** Longest row in bytes; default 16 MiB. In JSON Lines a longer one is skipped and named, elsewhere it is an error. */
  maxRowBytes?: number | undefined;
  /** Words in a passage where a document is split; default 100, as in DPR. */
  wordsPerPassage?: number | undefined;
  /** As it stands in an index; default the absolute path. */
  name?: string | undefined;
  signal?: AbortSignal | undefined;
}

const field = z.string().optional();

const optionsSchema = z.strictObject({
  format: z.enum(['auto', ...fileFormats]).default('auto'),
  fields: z.strictObject({ id: field, title: field, text: field, vector: field }).default({}),
  maxRowBytes: z
    .int()
    .positive()
    .default(2 ** 24),
  wordsPerPassage: z.int().positive().default(100),
  name: z.string().min(1).optional(),
});

/**
 * The passages of one file: JSON Lines, JSON, CSV, TSV, Parquet, or a document that is split into passages.
 *
 * Rows are `{id, title, text}`, `{id, contents}` (wiki-18), `{title, sentences}`, or questions with their passages
 * (HotpotQA, 2WikiMultiHopQA, MuSiQue), where a passage that several questions share comes once. Without an id the
 * passage gets `passageId(title, text)`. A row that is no passage, or has an id that came before, goes to `onBadRow`.
 * @throws InvalidInputError `retriever/bad-options`
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-unreadable`, `retriever/source-empty`,
 * `retriever/source-encoding`, `retriever/source-corrupt`, `retriever/unknown-format`
 */
export async function fileSource(path: string, { signal, ...options }: FileSourceOptions = {}): Promise<PassageSource> {
  const settings = checkOptions('fileSource', optionsSchema, options);
  const { fields, maxRowBytes, wordsPerPassage, name = resolve(path) } = settings;
  signal?.throwIfAborted();
  const size = await sizeOf(path);
  const probed = await probe(path, signal);
  const format = settings.format === 'auto' ? detectFormat(path, probed) : settings.format;
  const file: PackedFile = { path, compression: probed.compression };
  if (isDocumentFormat(format)) {
    const read = (reading?: ReadOptions) => readDocument(file, format, basename(path), { ...reading, wordsPerPassage });
    return { name, bytes: size, read };
  }
  const wants = (column: string): boolean => wantsColumn(fields, column);
  const read = (reading: ReadOptions = {}): AsyncIterable<ReadPassage> =>
    readRows(file, rowsOf(file, format, probed, { maxRowBytes, wants, signal: reading.signal }), fields, reading);
  return { name, bytes: size, read };
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

function rowsOf(
  file: PackedFile,
  format: RowFormat,
  { head }: Probe,
  options: RowReaderOptions,
): AsyncIterable<RowBatch> {
  if (format === 'jsonl') return jsonlRows(file, options);
  if (format === 'csv') return csvRows(file, ',', options);
  if (format === 'tsv') return csvRows(file, '\t', options);
  if (format === 'parquet') return parquetRows(file.path, options);
  return jsonRows(file, head.toString('utf8').trimStart().startsWith('[') ? 'array' : 'object', options);
}

async function* readRows(
  file: PackedFile,
  batches: AsyncIterable<RowBatch>,
  fields: FieldNames,
  { onBadRow, signal }: ReadOptions,
): AsyncGenerator<ReadPassage> {
  const seen = new SeenIds();
  for await (const { rows, bytesRead } of batches) {
    signal?.throwIfAborted();
    for (const raw of rows) {
      const bad = { file: file.path, row: raw.row };
      if ('reason' in raw) {
        onBadRow?.({ ...bad, reason: raw.reason });
        continue;
      }
      const { passages, problem, mayRepeat } = passagesOf(raw.value, fields);
      if (problem !== undefined) onBadRow?.({ ...bad, ...problem });
      for (const passage of passages) {
        if (seen.add(passage.id)) yield { passage, bytesRead };
        else if (mayRepeat !== true)
          onBadRow?.({ ...bad, field: fields.id ?? 'id', reason: `${passage.id} came before` });
      }
    }
  }
}
