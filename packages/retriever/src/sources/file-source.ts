import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import type { PassageSource, ReadOptions, ReadPassage } from '../passage-source.ts';
import type { PackedFile } from './bytes.ts';
import { readDocument } from './documents/read-document.ts';
import { type FileFormat, fileFormats, isDocumentFormat } from './file-format.ts';
import { openFile, rowsOf } from './open-file.ts';
import { type FieldNames, passagesOf, wantsColumn } from './record.ts';
import type { RowBatch } from './row-reader.ts';
import { SeenIds } from './seen-ids.ts';

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
  const file = await openFile(path, settings.format, signal);
  const { bytes, format } = file;
  if (isDocumentFormat(format)) {
    const read = (reading?: ReadOptions) => readDocument(file, format, basename(path), { ...reading, wordsPerPassage });
    return { name, bytes, read };
  }
  const wants = (column: string): boolean => wantsColumn(fields, column);
  const read = (reading: ReadOptions = {}): AsyncIterable<ReadPassage> =>
    readRows(file, rowsOf(file, format, { maxRowBytes, wants, signal: reading.signal }), fields, reading);
  return { name, bytes, read };
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
