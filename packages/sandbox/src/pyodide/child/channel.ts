import { readSync, writeSync } from 'node:fs';

/**
 * Frames over the child's stdin and stdout, read and written synchronously: the interpreter blocks on its host inside a
 * tool call, and nothing else runs in this process. A frame is a 32-bit little-endian length and that many bytes.
 */
export class SyncChannel {
  readonly #input: number;
  readonly #output: number;

  constructor(input: number, output: number) {
    this.#input = input;
    this.#output = output;
  }

  /** The next frame, or undefined once the host is gone. */
  receive(): string | undefined {
    const head = this.#read(4);
    return head === undefined ? undefined : this.#read(head.readUInt32LE())?.toString('utf8');
  }

  send(text: string): void {
    const body = Buffer.byteLength(text);
    const frame = Buffer.allocUnsafe(4 + body);
    frame.writeUInt32LE(body);
    frame.write(text, 4);
    this.sendBytes(frame);
  }

  /** Bytes without a frame, for what was announced before. */
  sendBytes(bytes: Uint8Array): void {
    for (let sent = 0; sent < bytes.byteLength;) {
      sent += writeSync(this.#output, bytes, sent, Math.min(bytes.byteLength - sent, 1 << 20));
    }
  }

  #read(size: number): Buffer | undefined {
    const bytes = Buffer.allocUnsafe(size);
    for (let got = 0; got < size;) {
      const read = readSync(this.#input, bytes, got, size - got, null);
      if (read === 0) return undefined;
      got += read;
    }
    return bytes;
  }
}
