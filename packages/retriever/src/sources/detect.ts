import { RetrieverError } from '../errors.ts';
import { type ByteProgress, type PackedFile, readBytes } from './bytes.ts';
import { type Compression, type FileFormat, fileFormats, formatOfName } from './file-format.ts';

const probeBytes = 1 << 16;

/** What the first bytes of a file say. */
export interface Probe {
  compression: Compression;
  /** Decompressed, without the byte order mark. */
  head: Buffer;
  /** Whether the head is the whole file. */
  isWhole: boolean;
}

/** How a file is packed, from its first bytes. */
function compressionOf(start: Uint8Array): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  return start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd ? 'zstd' : 'none';
}

/**
 * Reads the beginning of a file.
 * @throws RetrieverError `retriever/source-missing`, `retriever/source-unreadable`, `retriever/source-corrupt`,
 * `retriever/source-empty`, `retriever/source-encoding`
 */
export async function probe(path: string, signal?: AbortSignal): Promise<Probe> {
  const stored = await beginning({ path, compression: 'none' }, signal);
  const compression = compressionOf(stored.head);
  const { head, isWhole } = compression === 'none' ? stored : await beginning({ path, compression }, signal);
  if (isWhole && head.toString('utf8').trim() === '') {
    throw new RetrieverError(`${path} is empty.`, { code: 'retriever/source-empty' });
  }
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new RetrieverError(`${path} is UTF-16. Convert it: iconv -f UTF-16 -t UTF-8.`, {
      code: 'retriever/source-encoding',
    });
  }
  return { compression, head, isWhole };
}

async function beginning(file: PackedFile, signal?: AbortSignal): Promise<{ head: Buffer; isWhole: boolean }> {
  const progress: ByteProgress = { stored: 0, plain: 0 };
  const chunks: Buffer[] = [];
  for await (const chunk of readBytes(file, progress, signal)) {
    chunks.push(chunk);
    if (progress.plain > probeBytes) return { head: Buffer.concat(chunks), isWhole: false };
  }
  return { head: Buffer.concat(chunks), isWhole: true };
}

/**
 * The format of a file: by its content where that is clear, else by its name.
 * @throws RetrieverError `retriever/unknown-format`
 */
export function detectFormat(path: string, { head, isWhole, compression }: Probe): FileFormat {
  // Parquet is packed inside; read from its end, it cannot be packed once more.
  if (head.subarray(0, 4).toString('latin1') === 'PAR1' && compression === 'none') return 'parquet';
  const named = formatOfName(path);
  if (!head.includes(0)) {
    const start = head.toString('utf8').trimStart();
    if (named === undefined || named === 'json' || named === 'jsonl') {
      const format = jsonFormat(start, isWhole, named);
      if (format !== undefined) return format;
    }
    if (named !== undefined && named !== 'parquet' && named !== 'json' && named !== 'jsonl') return named;
    if (named === undefined && /^[^\n]*\t/.test(start)) return 'tsv';
  }
  throw new RetrieverError(
    `${path} has none of the known formats: ${fileFormats.join(', ')}, each also packed with gzip or zstd except ` +
      'parquet. Give `format` if it is one of them.',
    { code: 'retriever/unknown-format' },
  );
}

function jsonFormat(start: string, isWhole: boolean, named: FileFormat | undefined): FileFormat | undefined {
  if (start.startsWith('[')) return 'json';
  if (!start.startsWith('{')) return named === 'jsonl' ? 'jsonl' : undefined;
  const end = start.indexOf('\n');
  // A long first line: the name decides; without a name, one object a line is what large files are.
  if (end < 0 && !isWhole) return named ?? 'jsonl';
  if (!isJson(end < 0 ? start : start.slice(0, end))) return named === 'jsonl' ? 'jsonl' : 'json';
  const isOneLine = isWhole && (end < 0 || start.slice(end).trim() === '');
  return isOneLine ? (named ?? 'jsonl') : 'jsonl';
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
