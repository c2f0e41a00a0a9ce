/** The forms that `fileSource` reads. */
export const fileFormats = ['jsonl', 'json', 'csv', 'tsv', 'parquet', 'markdown', 'html', 'text'] as const;

/** One of {@link fileFormats}. */
export type FileFormat = (typeof fileFormats)[number];

/** A format that holds one passage, or one question with its passages, a row. */
export type RowFormat = Exclude<FileFormat, DocumentFormat>;

/** A format that holds one document, which is split into passages. */
export type DocumentFormat = 'markdown' | 'html' | 'text';

/** How a file is packed, known by its first bytes, whatever its name. */
export type Compression = 'none' | 'gzip' | 'zstd';

/** Whether the file is split into passages as one document. */
export function isDocumentFormat(format: FileFormat): format is DocumentFormat {
  return format === 'markdown' || format === 'html' || format === 'text';
}

const byEnding: Record<string, FileFormat> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  csv: 'csv',
  tsv: 'tsv',
  parquet: 'parquet',
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  txt: 'text',
  text: 'text',
  rst: 'text',
  adoc: 'text',
  org: 'text',
  tex: 'text',
};

/** The format that a file's name promises; the ending of the compression is not looked at. */
export function formatOfName(name: string): FileFormat | undefined {
  const parts = name.toLowerCase().split('.').slice(1);
  const last = parts.at(-1);
  const ending = last === 'gz' || last === 'gzip' || last === 'zst' || last === 'zstd' ? parts.at(-2) : last;
  return ending === undefined || !Object.hasOwn(byEnding, ending) ? undefined : byEnding[ending];
}
