import type { ReadOptions, ReadPassage } from '../../passage-source.ts';
import { type ByteProgress, type PackedFile, readBytes } from '../bytes.ts';
import type { DocumentFormat } from '../file-format.ts';
import type { Document } from './document.ts';
import { encodingOfHtml, readHtml } from './html.ts';
import { readMarkdown } from './markdown.ts';
import { splitPassages } from './split-passages.ts';

/** A document is parsed in memory. */
const maxDocumentBytes = 2 ** 25;

/** What {@link readDocument} takes. */
export interface ReadDocumentOptions extends ReadOptions {
  wordsPerPassage: number;
}

/**
 * The passages of one document, with the ids `idBase#1`, `idBase#2`, …; a document that is too large, damaged by its
 * encoding, or without text is a bad row.
 * @throws RetrieverError as `readBytes`
 */
export async function* readDocument(
  file: PackedFile,
  format: DocumentFormat,
  idBase: string,
  { signal, onBadRow, wordsPerPassage }: ReadDocumentOptions,
): AsyncGenerator<ReadPassage> {
  const progress: ByteProgress = { stored: 0, plain: 0 };
  const chunks: Buffer[] = [];
  const bad = (reason: string): void => onBadRow?.({ file: file.path, row: 1, reason });
  for await (const chunk of readBytes(file, progress, signal)) {
    if (progress.plain > maxDocumentBytes) return bad(`the document has more than ${maxDocumentBytes} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const encoding = format === 'html' ? encodingOfHtml(bytes) : 'utf-8';
  const source = decode(bytes, encoding);
  if (source === undefined) return bad(`the document is not valid ${encoding}`);
  const passages = splitPassages(parse(source, format, idBase), idBase, wordsPerPassage);
  if (passages.length === 0) return bad('the document holds no text');
  for (const passage of passages) yield { passage, bytesRead: progress.stored };
}

function decode(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(source: string, format: DocumentFormat, fallback: string): Document {
  if (format === 'markdown') return readMarkdown(source, fallback);
  if (format === 'html') return readHtml(source, fallback);
  return { title: fallback, sections: [{ headings: [], text: source }] };
}
