import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import { ExecutorError } from '@agentd/agent-core';
import type { Command } from '../isolation/node-command.ts';
import type { Reply, Request } from './protocol.ts';
import { parseReply } from './reply-schema.ts';
import { killTree, spawnChild } from './spawn-child.ts';

const stderrLimit = 4_000;
/** Longest that the last words of a child that has ended are waited for. */
const drainMs = 1_000;
/** Longest message that a child may send. */
const frameLimit = 256 * 2 ** 20;

interface Waiting {
  /** Bytes of raw data asked for, or undefined for a frame. */
  raw: number | undefined;
  resolve(data: Buffer): void;
  reject(error: unknown): void;
}

/** The host's end of a child process. One receiver at a time. */
export class SandboxProcess {
  readonly #child: ChildProcess;
  readonly #input: Writable;
  #chunks: Buffer[] = [];
  #size = 0;
  #waiting: Waiting | undefined;
  #ended: ExecutorError | undefined;
  #stderr = '';
  #interruptTarget: number | undefined;
  readonly exited: Promise<void>;

  constructor(command: Command) {
    const { child, stdin, stdout, stderr } = spawnChild(command);
    this.#child = child;
    this.#input = stdin;
    this.exited = new Promise((resolve) => {
      this.#child.on('error', (cause) => {
        this.#end(`cannot be started: ${cause.message}`, cause);
        resolve();
      });
      this.#child.on('close', (code, signal) => {
        this.#end(
          `ended (${signal ?? `exit code ${String(code)}`})${this.#stderr === '' ? '' : `: ${this.#stderr.trim()}`}`,
        );
        resolve();
      });
    });
    // What the child has started may outlive it, and must not keep this end of the pipes.
    child.on('exit', () => setTimeout(() => this.#release(), drainMs).unref());
    // Writing to a child that is gone: its exit says all there is to say.
    stdin.on('error', () => undefined);
    stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr = (this.#stderr + text).slice(-stderrLimit)));
    this.#findTarget(command.reportsPid);
  }

  send(request: Request): void {
    const body = Buffer.from(JSON.stringify(request));
    const head = Buffer.alloc(4);
    head.writeUInt32LE(body.byteLength);
    this.#input.write(Buffer.concat([head, body]));
  }

  /** @throws ExecutorError code `executor/crashed` when the process ends first, `executor/protocol` */
  async next(): Promise<Reply> {
    return parseReply((await this.#wait(undefined)).toString('utf8'));
  }

  /** Why no more can come from the child; undefined while it lives. */
  get failure(): ExecutorError | undefined {
    return this.#ended;
  }

  /** Bytes that the child announced. */
  async bytes(size: number): Promise<Buffer> {
    return this.#wait(size);
  }

  /** Stops the code that runs, and only that; false where this machine has no means to. */
  interrupt(): boolean {
    if (this.#interruptTarget === undefined || this.#ended !== undefined) return false;
    try {
      return process.kill(this.#interruptTarget, 'SIGINT');
    } catch {
      return false;
    }
  }

  kill(): void {
    killTree(this.#child, this.#interruptTarget);
    this.#release();
  }

  /** Lets the child end by itself, or ends it. */
  async close(): Promise<void> {
    this.#holdHost(true);
    this.#input.end();
    const timer = setTimeout(() => this.kill(), 1_000);
    await this.exited;
    clearTimeout(timer);
  }

  /** Closes the pipes; without them, what is left on the other side ends by itself. */
  #release(): void {
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  #findTarget(reportsPid: boolean): void {
    if (process.platform === 'win32') return;
    if (!reportsPid) {
      this.#interruptTarget = this.#child.pid;
      return;
    }
    const info = this.#child.stdio[3];
    if (!(info instanceof Readable)) return;
    let text = '';
    info.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1];
      if (pid !== undefined) this.#interruptTarget = Number(pid);
    });
  }

  /** An idle session does not keep its host from ending; when the host ends, so does the child. */
  #holdHost(hold: boolean): void {
    const { stdio } = this.#child;
    if (hold) this.#child.ref();
    else this.#child.unref();
    for (const stream of stdio) {
      if (!(stream instanceof Socket) || stream.destroyed) continue;
      if (hold) stream.ref();
      else stream.unref();
    }
  }

  #wait(raw: number | undefined): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { raw, resolve, reject };
      this.#holdHost(true);
      this.#deliver();
    });
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.byteLength;
    this.#deliver();
  }

  #deliver(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const data = waiting.raw === undefined ? this.#takeFrame() : this.#take(waiting.raw);
    if (data === undefined && this.#ended === undefined) return;
    this.#waiting = undefined;
    this.#holdHost(false);
    if (data === undefined) waiting.reject(this.#ended);
    else waiting.resolve(data);
  }

  #takeFrame(): Buffer | undefined {
    if (this.#size < 4) return undefined;
    const length = this.#peekLength();
    if (length > frameLimit) {
      this.#end('sent a message that is too long');
      this.kill();
      return undefined;
    }
    return this.#take(4 + length)?.subarray(4);
  }

  #peekLength(): number {
    const [first] = this.#chunks;
    if (first === undefined || first.byteLength < 4) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]?.readUInt32LE() ?? 0;
  }

  #take(size: number): Buffer | undefined {
    if (this.#size < size) return undefined;
    const all =
      this.#chunks.length === 1 && this.#chunks[0] !== undefined ? this.#chunks[0] : Buffer.concat(this.#chunks);
    const rest = all.subarray(size);
    this.#chunks = rest.byteLength === 0 ? [] : [rest];
    this.#size = rest.byteLength;
    return all.subarray(0, size);
  }

  #end(what: string, cause?: unknown): void {
    this.#ended ??= new ExecutorError(`The sandbox process ${what}.`, {
      code: 'executor/crashed',
      isRetryable: true,
      cause,
    });
    this.#deliver();
  }
}
