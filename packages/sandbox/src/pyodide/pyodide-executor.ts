import { ExecutorError, type Executor, type Isolation, type OpenOptions, type Session } from '@agentd/agent-core';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertBubblewrap, detectConfinement, type Confinement } from '../isolation/confinement.ts';
import { nodeCommand, type Command } from '../isolation/node-command.ts';
import { ProcessSession } from '../process/process-session.ts';
import type { ToolSpec } from '../process/protocol.ts';
import { drawSeed } from '../process/seed.ts';
import { SandboxProcess } from '../process/sandbox-process.ts';
import { awaitReply, startProcess, supervise } from '../process/start-process.ts';
import { toolSpec } from '../process/tool-spec.ts';
import { verifyAssets } from './assets.ts';
import type { ChildSettings } from './child-settings.ts';
import { findLocations, type Locations } from './locations.ts';
import type { ResolvedOptions } from './options.ts';
import { snapshotHead } from './snapshot-file.ts';
import { defaultCacheDir, ensureSnapshot, snapshotPath } from './snapshot-store.ts';

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
    this.#confinement = detectConfinement(options.bubblewrap, 'pyodide', ['import-lock']);
    this.#locations = findLocations();
    this.isolation = this.#confinement.isolation;
  }

  async open(options: OpenOptions = {}): Promise<Session> {
    const { signal, tools } = options;
    signal?.throwIfAborted();
    assertBubblewrap(this.#options.bubblewrap, this.#confinement);
    this.#checked ??= verifyAssets(this.#locations.assets, this.#locations.pyodide);
    await this.#checked;
    const specs = (tools?.tools ?? []).map(toolSpec);
    const child = await this.#start(specs, signal);
    return new ProcessSession(child, tools, this.#options);
  }

  /** Starts from the snapshot, building it first where there is none, and once more where it turns out damaged. */
  async #start(tools: ToolSpec[], signal: AbortSignal | undefined): Promise<SandboxProcess> {
    const path = await snapshotPath(this.#options.cacheDir ?? defaultCacheDir(), this.#locations);
    const snapshot = (await ensureSnapshot(path, () => this.#build(signal), signal)) ? path : undefined;
    if (snapshot === undefined) this.#options.onProgress?.(`cannot write to ${path}: starting without a snapshot`);
    const settings = this.#settings('serve', tools);
    try {
      return await this.#launch(snapshot === undefined ? settings : { ...settings, snapshot }, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (snapshot === undefined || !ExecutorError.isInstance(error, 'executor/bad-snapshot')) throw error;
      await rm(path, { force: true });
      await ensureSnapshot(path, () => this.#build(signal), signal);
      return this.#launch({ ...settings, snapshot: path }, signal);
    }
  }

  #launch(settings: ChildSettings, signal: AbortSignal | undefined): Promise<SandboxProcess> {
    return startProcess(this.#command(settings), { signal, onProgress: this.#options.onProgress });
  }

  async #build(signal: AbortSignal | undefined): Promise<Buffer[]> {
    this.#options.onProgress?.('preparing Python and SymPy for the first time');
    const child = new SandboxProcess(this.#command(this.#settings('snapshot', [])));
    try {
      return await supervise(child, signal, async () => {
        const { header } = await awaitReply(child, 'snapshot', this.#options);
        return [snapshotHead(header), await child.bytes(header.bytes)];
      });
    } finally {
      await child.close();
    }
  }

  #command(settings: ChildSettings): Command {
    const { code, manifest, assets, python, pyodide, childEntry } = this.#locations;
    return nodeCommand(this.#confinement, {
      entry: childEntry,
      settings: JSON.stringify(settings),
      readable: [
        code,
        manifest,
        assets,
        python,
        pyodide,
        ...(settings.snapshot === undefined ? [] : [settings.snapshot]),
      ],
    });
  }

  #settings(mode: ChildSettings['mode'], tools: ToolSpec[]): ChildSettings {
    const mebibyte = 2 ** 20;
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
      seed: mode === 'snapshot' ? 0 : drawSeed(this.#options.seed),
      tools,
    };
  }
}
