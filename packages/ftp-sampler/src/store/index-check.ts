import type { FileHandle } from 'node:fs/promises';
import { hashId, type IndexedLine } from './id-index.ts';
import type { Covered } from './index-blocks.ts';
import type { RecordKind, StoredRecord } from './record-store.ts';

const SPOTS = 16;
const LINE_FEED = 0x0a;

/**
 * Whether an index is this file's: the file is long enough, and the last line and some others stand where the index has
 * them. A file that was replaced, cut or edited shows at the last line at the latest, unless it kept its length.
 */
export async function indexAgrees<T extends StoredRecord>(
  file: FileHandle,
  lines: readonly IndexedLine[],
  covered: Covered,
  kind: RecordKind<T>,
): Promise<boolean> {
  if ((await file.stat()).size < covered.end) return false;
  const every = Math.max(1, Math.floor(lines.length / SPOTS));
  const spots = lines.filter((_, number) => (lines.length - 1 - number) % every === 0);
  for (const spot of spots) if (!(await standsThere(file, spot, kind))) return false;
  return true;
}

async function standsThere<T extends StoredRecord>(
  file: FileHandle,
  { idHash, offset, length, finished }: IndexedLine,
  kind: RecordKind<T>,
): Promise<boolean> {
  const before = offset === 0 ? 0 : 1;
  const whole = before + length + 1;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(whole), 0, whole, offset - before);
  if (bytesRead < whole || buffer[whole - 1] !== LINE_FEED) return false;
  if (before === 1 && buffer[0] !== LINE_FEED) return false;
  const text = buffer.toString('utf8', before, whole - 1);
  if (text.trim() === '') return idHash.every((byte) => byte === 0);
  const head = kind.readHead(text);
  return head !== undefined && head.finished === finished && hashId(head.id).equals(idHash);
}
