import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Contestant } from './measure.ts';
import type { Workload } from './workloads.ts';

const execute = promisify(execFile);

/** smolagents' local executor, in a Python process that stays. */
export class Smolagents {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  private constructor(python: string) {
    this.#process = spawn(python, [fileURLToPath(new URL('smolagents_replay.py', import.meta.url))]);
    this.#process.stderr.pipe(process.stderr);
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** @param folder of a virtual environment, which is made where there is none: that downloads from PyPI */
  static async start(folder: string, python: string): Promise<Smolagents> {
    const file = join(folder, 'bin', 'python');
    if (!existsSync(file)) {
      await execute(python, ['-m', 'venv', folder]);
      await execute(file, ['-m', 'pip', 'install', '--quiet', 'smolagents', 'sympy']);
    }
    return new Smolagents(file);
  }

  contestant({ history, candidates }: Workload): Contestant {
    const once = async () => {
      this.#process.stdin.write(`${JSON.stringify({ history, candidates })}\n`);
      const { value } = await this.#answers.next();
      return z.coerce.number().parse(value);
    };
    return { name: "smolagents' local executor, history again, no isolation", once };
  }

  close(): void {
    this.#process.kill();
  }
}
