import { crc32, inflateRawSync } from 'node:zlib';

const endSignature = 0x0605_4b50;
const entrySignature = 0x0201_4b50;
const endBytes = 22;
const entryBytes = 46;
const headerBytes = 30;
const longestComment = 0xffff;

/** One file of a zip archive. */
export interface ZipEntry {
  /** Path with `/` between its parts. */
  name: string;
  /** Unpacked. */
  bytes: number;
  /** @throws Error when the data are damaged or packed in a way that wheels do not use */
  read(): Buffer;
}

/**
 * The files of a zip archive in memory, as its central directory lists them (APPNOTE.TXT of PKWARE); no 64-bit
 * extensions, no encryption.
 * @throws Error saying what is wrong with it
 */
export function readZip(archive: Buffer): ZipEntry[] {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (at + entryBytes > archive.length || archive.readUInt32LE(at) !== entrySignature)
      throw new Error('its directory is damaged');
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + entryBytes, at + entryBytes + nameBytes);
    if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..'))
      throw new Error(`it holds the path ${JSON.stringify(name)}, which leads out of its folder`);
    const place = at;
    const bytes = archive.readUInt32LE(at + 24);
    if (!name.endsWith('/')) entries.push({ name, bytes, read: () => readEntry(archive, place, name) });
    at += entryBytes + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - endBytes - longestComment);
  for (let at = archive.length - endBytes; at >= first; at--) if (archive.readUInt32LE(at) === endSignature) return at;
  throw new Error('it is no zip archive, or cut short');
}

function readEntry(archive: Buffer, at: number, name: string): Buffer {
  const method = archive.readUInt16LE(at + 10);
  const size = archive.readUInt32LE(at + 24);
  const header = archive.readUInt32LE(at + 42);
  if (header + headerBytes > archive.length) throw new Error(`its entry ${name} is damaged`);
  const start = header + headerBytes + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20));
  if (method !== 0 && method !== 8) throw new Error(`its entry ${name} is packed by method ${method}`);
  const data = method === 0 || size === 0 ? packed.subarray(0, size) : inflate(packed, size, name);
  if (data.length !== size || crc32(data) !== archive.readUInt32LE(at + 16))
    throw new Error(`its entry ${name} is damaged`);
  return data;
}

function inflate(packed: Buffer, size: number, name: string): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: size });
  } catch (cause) {
    throw new Error(`its entry ${name} is damaged`, { cause });
  }
}
