import { rmSync } from 'node:fs';
import type { Executor, Isolation, OpenOptions, Session } from '@agentd/agent-core';
import { ProcessSession } from '../process/process-session.ts';
import { drawSeed } from '../process/seed.ts';
import { startProcess } from '../process/start-process.ts';
import { toolSpec } from '../process/tool-spec.ts';
import { nativeCommand } from './command.ts';
import { detectNativeConfinement, noIsolation, type NativeConfinement } from './confinement.ts';
import type { ResolvedOptions } from './options.ts';

const mebibyte = 2 ** 20;

/** Opens sessions over the machine's own Python, each a fork server in a process of its own. */
export class NativeExecutor implements Executor {
  readonly id = 'native';
  readonly language = 'python';
  readonly #options: ResolvedOptions;
  #confinement: NativeConfinement | undefined;

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  /** The first time, tries the layers out, which takes some 0.2 s. */
  get isolation(): Isolation {
    try {
      return this.#detect().isolation;
    } catch {
      // Why, is for open() to say.
      return noIsolation;
    }
  }

  async open({ signal, tools }: OpenOptions = {}): Promise<Session> {
    signal?.throwIfAborted();
    const { python, seccomp, ...confines } = this.#detect();
    const { memoryLimitMb, branchMemoryMb, fileQuotaMb, ...options } = this.#options;
    const { folder, ...command } = nativeCommand(python, confines, {
      mode: 'serve',
      seccomp,
      preload: options.preload,
      memoryLimitBytes: memoryLimitMb * mebibyte,
      branchMemoryBytes: branchMemoryMb * mebibyte,
      fileQuotaBytes: fileQuotaMb * mebibyte,
      maxThreads: options.maxThreads,
      outputLimit: options.outputLimit,
      seed: drawSeed(options.seed),
      tools: (tools?.tools ?? []).map(toolSpec),
    });
    const child = await startProcess(command, { signal });
    // The server removes its folder itself, unless it is killed. Inside bubblewrap the folder is none of this machine's.
    if (confines.bubblewrap === undefined) {
      void child.exited.then(() => rmSync(folder, { recursive: true, force: true })).catch(() => undefined);
    }
    return new ProcessSession(child, tools, this.#options);
  }

  #detect(): NativeConfinement {
    this.#confinement ??= detectNativeConfinement(this.#options);
    return this.#confinement;
  }
}
