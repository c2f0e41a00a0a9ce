import { tooLarge, unreadable } from '../source-errors.ts';
import { csvRows } from './csv-rows.ts';
import { jsonlRows, jsonRows } from './json-rows.ts';
import { parquetRows } from './parquet-rows.ts';
import type { LoadedFile, SourceRow } from './row.ts';

/** Rows of a file, whose form is told by its content; the name does not matter. */
export async function rowsOf(
  file: LoadedFile,
  options: { leaveOut: ReadonlySet<string>; maxBytes: number },
): Promise<SourceRow[]> {
  const { name, bytes } = file;
  if (startsWith(bytes, 'PAR1')) return parquetRows(file, options);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw unreadable(name, 'is packed with gzip; unpack it');
  if (startsWith(bytes, 'PK')) throw unreadable(name, 'is a zip archive; unpack it');
  const text = decode(file);
  const start = text.trimStart();
  if (start.startsWith('version https://git-lfs')) {
    throw unreadable(name, 'is a Git LFS pointer, not the data ("git lfs pull" fetches it)');
  }
  if (start.startsWith('<')) throw unreadable(name, 'is a web page, not data');
  if (start.startsWith('[')) return jsonRows(name, text);
  if (start.startsWith('{')) return isJsonLines(start) ? jsonlRows(name, text) : jsonRows(name, text);
  return csvRows(name, text);
}

/** Whether the first line alone is an object, and there are others. */
function isJsonLines(text: string): boolean {
  const end = text.indexOf('\n');
  if (end < 0 || text.slice(end).trim() === '') return false;
  try {
    JSON.parse(text.slice(0, end));
    return true;
  } catch {
    // A broken first line of JSON Lines ends in a brace; the first line of a JSON object that goes on does not.
    return text.slice(0, end).trimEnd().endsWith('}');
  }
}

/** The longest text that V8 holds. */
const MAX_TEXT = 2 ** 29 - 24;

function decode({ name, bytes }: LoadedFile): string {
  if (bytes.length > MAX_TEXT) throw tooLarge(name, bytes.length, MAX_TEXT);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) throw new Error('it holds NUL characters');
    return text;
  } catch (cause) {
    throw unreadable(name, 'is neither Parquet nor UTF-8 text', cause);
  }
}

const startsWith = (bytes: Uint8Array, mark: string): boolean =>
  Buffer.from(mark).equals(bytes.subarray(0, mark.length));
