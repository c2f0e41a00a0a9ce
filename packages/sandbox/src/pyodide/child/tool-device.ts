import type { SyncChannel } from '../../process/child/channel.ts';
import { exchange } from '../../process/child/exchange.ts';
import type { FileSystem } from './emscripten.ts';

const invalidArgument = 28;

/** Bounds of a call, so that the host, which checks each of its values, is not kept busy: Python's half keeps to them. */
const longestCall = 17 * 2 ** 20;
const deepestValue = 70;
const mostValues = 100_000;

/**
 * Makes `/dev/host`: code writes a call as JSON and reads the answer from the same file. The process blocks in between;
 * no JavaScript object ever reaches Python.
 */
export function makeToolDevice(files: FileSystem, channel: SyncChannel): void {
  let answer: Uint8Array = new Uint8Array(0);
  const device = files.makedev(99, 1);
  files.registerDevice(device, {
    open(stream) {
      stream.seekable = false;
      answer = new Uint8Array(0);
    },
    close() {},
    write(_stream, buffer, offset, length) {
      if (length > longestCall) throw new files.ErrnoError(invalidArgument);
      const call = parseCall(Buffer.from(buffer.subarray(offset, offset + length)).toString('latin1'));
      if (call === undefined) throw new files.ErrnoError(invalidArgument);
      answer = Buffer.from(toAscii(exchange(channel, call)), 'latin1');
      return length;
    },
    read(_stream, buffer, offset, length) {
      const part = answer.subarray(0, length);
      buffer.set(part, offset);
      answer = answer.subarray(part.byteLength);
      return part.byteLength;
    },
  });
  files.mkdev('/dev/host', 0o666, device);
}

/** A call as code wrote it; undefined where it is none, because any code may write to the device. */
function parseCall(text: string): object | undefined {
  try {
    const call: unknown = JSON.parse(text);
    if (typeof call !== 'object' || call === null || !('tool' in call && 'arguments' in call)) return undefined;
    const { tool, arguments: given } = call;
    if (typeof tool !== 'string' || typeof given !== 'object' || given === null || Array.isArray(given))
      return undefined;
    if (countValues(given, 0) > mostValues) return undefined;
    return { type: 'tool', tool, arguments: given };
  } catch {
    return undefined;
  }
}

/** Number of values in a value, itself included; infinite where they are nested too deeply. */
function countValues(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (depth > deepestValue) return Infinity;
  let count = 1;
  for (const item of Object.values(value)) {
    count += countValues(item, depth + 1);
    if (count > mostValues) break;
  }
  return count;
}

/** JSON text in ASCII, so that a lone surrogate survives the way. */
function toAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
