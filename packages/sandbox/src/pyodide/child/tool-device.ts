import type { SyncChannel } from './channel.ts';
import type { FileSystem } from './emscripten.ts';
import type { Request } from '../../process/protocol.ts';

const invalidArgument = 28;

/** The host gave up the run while the code waited for a tool. */
export class ToolAborted extends Error {
  override readonly name = 'ToolAborted';
}

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
      const call = parseCall(Buffer.from(buffer.subarray(offset, offset + length)).toString('latin1'));
      if (call === undefined) throw new files.ErrnoError(invalidArgument);
      answer = exchange(channel, call);
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
    return { type: 'tool', tool, arguments: given };
  } catch {
    return undefined;
  }
}

function exchange(channel: SyncChannel, call: object): Uint8Array {
  channel.send(JSON.stringify(call));
  const text = channel.receive();
  // The host is gone, and with it the reason for this process.
  if (text === undefined) process.exit(0);
  const reply: Request = JSON.parse(text);
  if (reply.op !== 'tool-reply') throw new ToolAborted('The run was aborted.');
  const body = 'error' in reply ? { error: reply.error } : { output: reply.output };
  return Buffer.from(toAscii(JSON.stringify(body)), 'latin1');
}

/** JSON text in ASCII, so that a lone surrogate survives the way. */
function toAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
