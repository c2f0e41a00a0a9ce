import { ExecutorError, type Executor, type Isolation, type OpenOptions, type Session } from '@agentd/agent-core';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyAssets } from './assets.ts';
import { SandboxProcess } from './child-process.ts';
import { childCommand, detectConfinement, type Confinement } from './isolation.ts';
import { findLocations, type Locations } from './locations.ts';
import type { ResolvedOptions } from './options.ts';
import type { ChildSettings, Reply, ToolSpec } from './protocol.ts';
import { PyodideSession } from './pyodide-session.ts';
import { snapshotHead } from './snapshot-file.ts';
import { defaultCacheDir, ensureSnapshot, snapshotPath } from './snapshot-store.ts';
import { toolSpec } from './tool-spec.ts';

/** Longest that starting an interpreter may take. */
const startLimitMs = 120_000;

/** Opens Python interpreters, each in a process of its own. */
export class PyodideExecutor implements Executor {
  readonly id = 'pyodide';
  readonly language = 'python';
  readonly isolation: Isolation;
  readonly #options: ResolvedOptions;
  readonly #confinement: Confinement;
  readonly #locations: Locations;
  #checked: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#confinement = detectConfinement(options.bubblewrap);
    this.#locations = findLocations();
    this.isolation = this.#confinement.isolation;
  }

  async open(options: OpenOptions = {}): Promise<Session> {
    const { signal, tools } = options;
    signal?.throwIfAborted();
    if (this.#options.bubblewrap === 'require' && this.#confinement.bubblewrap === undefined) {
      throw new ExecutorError(
        'bubblewrap was required but does not work here. Install the program bwrap, or allow user namespaces.',
        {
          code: 'executor/no-bubblewrap',
        },
      );
    }
    this.#checked ??= verifyAssets(this.#locations.assets, this.#locations.pyodide);
    await this.#checked;
    const specs = (tools?.tools ?? []).map(toolSpec);
    const process = await this.#start(specs, signal);
    return new PyodideSession(process, tools, this.#options);
  }

  /** Starts from the snapshot, building it first where there is none, and once more where it turns out damaged. */
  async #start(tools: ToolSpec[], signal: AbortSignal | undefined): Promise<SandboxProcess> {
    const path = await snapshotPath(this.#options.cacheDir ?? defaultCacheDir(), this.#locations);
    const snapshot = (await ensureSnapshot(path, () => this.#build(signal), signal)) ? path : undefined;
    if (snapshot === undefined) this.#options.onProgress?.(`cannot write to ${path}: starting without a snapshot`);
    try {
      return await this.#launch(
        { ...this.#settings('serve', tools), ...(snapshot === undefined ? {} : { snapshot }) },
        signal,
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (snapshot === undefined || !ExecutorError.isInstance(error, 'executor/bad-snapshot')) throw error;
      await rm(path, { force: true });
      await ensureSnapshot(path, () => this.#build(signal), signal);
      return this.#launch({ ...this.#settings('serve', tools), snapshot: path }, signal);
    }
  }

  async #launch(settings: ChildSettings, signal: AbortSignal | undefined): Promise<SandboxProcess> {
    const child = this.#spawn(settings);
    await this.#supervise(child, signal, async () => {
      await this.#await(child, 'ready');
    });
    return child;
  }

  async #build(signal: AbortSignal | undefined): Promise<Buffer[]> {
    this.#options.onProgress?.('preparing Python and SymPy for the first time');
    const child = this.#spawn(this.#settings('snapshot', []));
    try {
      return await this.#supervise(child, signal, async () => {
        const reply = await this.#await(child, 'snapshot');
        if (reply.type !== 'snapshot') return [];
        return [snapshotHead(reply.header), await child.bytes(reply.header.bytes)];
      });
    } finally {
      await child.close();
    }
  }

  #spawn(settings: ChildSettings): SandboxProcess {
    const readable = settings.snapshot === undefined ? [] : [settings.snapshot];
    return new SandboxProcess(childCommand(this.#confinement, this.#locations, readable, JSON.stringify(settings)));
  }

  /** Kills the child when it takes too long, when the caller aborts, and when the work fails. */
  async #supervise<Value>(
    child: SandboxProcess,
    signal: AbortSignal | undefined,
    work: () => Promise<Value>,
  ): Promise<Value> {
    const kill = () => child.kill();
    const timer = setTimeout(kill, startLimitMs);
    signal?.addEventListener('abort', kill, { once: true });
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      child.kill();
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
    }
  }

  async #await(child: SandboxProcess, type: Reply['type']): Promise<Reply> {
    for (;;) {
      const reply = await child.next();
      if (reply.type === type) return reply;
      if (reply.type === 'progress') this.#options.onProgress?.(reply.stage);
      else if (reply.type === 'failed') throw startFailure(reply);
      else
        throw new ExecutorError(`The sandbox process answered ${reply.type} while it started.`, {
          code: 'executor/protocol',
        });
    }
  }

  #settings(mode: ChildSettings['mode'], tools: ToolSpec[]): ChildSettings {
    const mebibyte = 2 ** 20;
    const { seed } = this.#options;
    return {
      mode,
      pyodideFolder: this.#locations.pyodide,
      pythonFolder: this.#locations.python,
      stdlib: join(this.#locations.assets, 'stdlib.zip'),
      packages: join(this.#locations.assets, 'packages.zip'),
      memoryLimitBytes: this.#options.memoryLimitMb * mebibyte,
      fileQuotaBytes: this.#options.fileQuotaMb * mebibyte,
      branchMemoryBytes: this.#options.branchMemoryMb * mebibyte,
      outputLimit: this.#options.outputLimit,
      seed: mode === 'snapshot' ? 0 : seed === 'random' ? (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) : seed,
      tools,
    };
  }
}

function startFailure(reply: Reply & { type: 'failed' }): ExecutorError {
  const code =
    reply.message.includes('snapshot') || reply.message.includes('Snapshot')
      ? 'executor/bad-snapshot'
      : 'executor/start-failed';
  return new ExecutorError(`Python cannot be started: ${reply.message}`, { code });
}
