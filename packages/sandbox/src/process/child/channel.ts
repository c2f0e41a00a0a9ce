import { readSync, writeSync } from 'node:fs';

/**
 * Frames over the child's stdin and stdout, read and written synchronously: the interpreter blocks on its host inside a
 * tool call, and nothing else runs in this process. A frame is a 32-bit little-endian length and that many bytes.
 *
 * Code that calls a tool may be interrupted at any loop and any call in here. What is half done then is kept in fields,
 * which are set right after the system call that they tell of, and finished before the next message is sent.
 */
export class SyncChannel {
  readonly #input: number;
  readonly #output: number;
  #outgoing: Uint8Array = new Uint8Array(0);
  #sent = 0;
  #incoming = Buffer.alloc(4);
  #got = 0;
  /** Whether `#incoming` is a frame's body, and not its length. */
  #inBody = false;
  /** Whether a question is out whose answer was not taken yet. */
  #asked = false;

  constructor(input: number, output: number) {
    this.#input = input;
    this.#output = output;
  }

  /** The next frame, or undefined once the host is gone. */
  receive(): string | undefined {
    if (!this.#inBody) {
      if (!this.#fill()) return undefined;
      const body = Buffer.allocUnsafe(this.#incoming.readUInt32LE());
      this.#incoming = body;
      this.#got = 0;
      this.#inBody = true;
    }
    if (!this.#fill()) return undefined;
    const text = this.#incoming.toString('utf8');
    const head = Buffer.alloc(4);
    this.#incoming = head;
    this.#got = 0;
    this.#inBody = false;
    return text;
  }

  send(text: string): void {
    this.#settle();
    this.sendBytes(frame(text));
  }

  /** Sends a frame and gives the one that answers it, or undefined once the host is gone. */
  ask(text: string): string | undefined {
    const question = frame(text);
    this.#outgoing = question;
    this.#sent = 0;
    this.#asked = true;
    this.#flush();
    return this.#answer();
  }

  /** Bytes without a frame, for what was announced before. */
  sendBytes(bytes: Uint8Array): void {
    this.#outgoing = bytes;
    this.#sent = 0;
    this.#flush();
  }

  /** Finishes a question that was interrupted: the host answers each that it got. */
  #settle(): void {
    if (!this.#asked) return;
    if (this.#sent === 0) {
      this.#asked = false;
      return;
    }
    this.#flush();
    this.#answer();
  }

  #answer(): string | undefined {
    const text = this.receive();
    this.#asked = false;
    return text;
  }

  #flush(): void {
    const { byteLength } = this.#outgoing;
    while (this.#sent < byteLength) {
      try {
        const count = writeSync(this.#output, this.#outgoing, this.#sent, Math.min(byteLength - this.#sent, 1 << 20));
        this.#sent += count;
      } catch (error) {
        if (!wasInterrupted(error)) throw error;
      }
    }
  }

  #fill(): boolean {
    const { byteLength } = this.#incoming;
    while (this.#got < byteLength) {
      try {
        const count = readSync(this.#input, this.#incoming, this.#got, byteLength - this.#got, null);
        if (count === 0) return false;
        this.#got += count;
      } catch (error) {
        if (!wasInterrupted(error)) throw error;
      }
    }
    return true;
  }
}

/** A signal arrived while the system call waited: it is made again. */
function wasInterrupted(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EINTR';
}

function frame(text: string): Uint8Array {
  const body = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(4 + body);
  bytes.writeUInt32LE(body);
  bytes.write(text, 4);
  return bytes;
}
