import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/** SHA-256, in hexadecimal, over values (as JSON) and the contents of files, in this order. */
export async function fingerprintOf(values: unknown, files: readonly string[] = []): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(values));
  for (const file of files) await addFile(hash, file);
  return hash.digest('hex');
}

async function addFile(hash: Hash, file: string): Promise<void> {
  // Without a mark between them, two files could trade their ends.
  hash.update('\0file\0');
  const stream: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of stream) hash.update(chunk);
}
