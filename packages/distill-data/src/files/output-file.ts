import { open, type FileHandle } from 'node:fs/promises';
import { DistillDataError } from '../errors.ts';

const FLUSH_BYTES = 1 << 20;

/** A file that is written from front to back. */
export class OutputFile {
  readonly path: string;
  readonly #file: FileHandle;
  #pending: Uint8Array[] = [];
  #bytes = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** @throws DistillDataError `distill-data/cannot-write` */
  static async create(path: string): Promise<OutputFile> {
    try {
      return new OutputFile(path, await open(path, 'w'));
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  /** @throws DistillDataError `distill-data/disk-full` or `distill-data/cannot-write` */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#pending.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= FLUSH_BYTES) await this.#flush();
  }

  /** Waits until the disk has everything. @throws as {@link write} */
  async finish(): Promise<void> {
    try {
      await this.#flush();
      // A device or pipe has nothing to wait for.
      await this.#file.sync().catch((cause: unknown) => {
        if (codeOf(cause) !== 'EINVAL') throw writeError(this.path, cause);
      });
    } finally {
      await this.#file.close();
    }
  }

  /** Gives the file up, as it is. */
  async abandon(): Promise<void> {
    this.#pending = [];
    await this.#file.close().catch(() => undefined);
  }

  async #flush(): Promise<void> {
    const data = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#bytes = 0;
    try {
      await this.#file.writeFile(data);
    } catch (cause) {
      throw writeError(this.path, cause);
    }
  }
}

/** The typed error for a failed write. */
export function writeError(path: string, cause: unknown): DistillDataError {
  if (codeOf(cause) === 'ENOSPC' || codeOf(cause) === 'EDQUOT') {
    return new DistillDataError(
      `The disk is full: ${path} could not be written. Nothing was kept; free room and try again.`,
      {
        code: 'distill-data/disk-full',
        cause,
      },
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DistillDataError(`${path} can't be written: ${reason}`, { code: 'distill-data/cannot-write', cause });
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
