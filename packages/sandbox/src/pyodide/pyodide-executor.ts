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
import type { LocatedPart } from './packages/package-part.ts';
import { PackageSet } from './packages/package-set.ts';
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
  readonly #cacheDir: string;
  readonly #packages: PackageSet;
  #checked: Promise<void> | undefined;
  /** Whether the packages were found to hold what no snapshot can, such as JavaScript values. */
  #plainSnapshot = false;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#confinement = detectConfinement(options.bubblewrap, 'pyodide', ['import-lock']);
    this.#locations = findLocations();
    this.#cacheDir = options.cacheDir ?? defaultCacheDir();
    this.#packages = new PackageSet(options, this.#cacheDir, this.#locations);
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

  /**
   * Starts from the snapshot, building it first where there is none.
   * @param isRetry whether what turned out damaged was removed
   */
  async #start(tools: ToolSpec[], signal: AbortSignal | undefined, isRetry = false): Promise<SandboxProcess> {
    const wheels = await this.#prepare(signal);
    // What a shared library puts into the interpreter's tables is not part of a snapshot.
    const inSnapshot = this.#plainSnapshot || wheels.some(({ hasLibraries }) => hasLibraries) ? [] : wheels;
    const path = await snapshotPath(this.#cacheDir, this.#locations, inSnapshot);
    const settings = { ...this.#settings('serve', tools, wheels), wheelsInSnapshot: inSnapshot.length > 0 };
    try {
      const isThere = await ensureSnapshot(path, () => this.#build('snapshot', inSnapshot, signal), signal);
      if (!isThere) this.#options.onProgress?.(`cannot write to ${path}: starting without a snapshot`);
      return await this.#launch(isThere ? { ...settings, snapshot: path } : settings, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (inSnapshot.length > 0 && ExecutorError.isInstance(error, 'executor/no-snapshot')) {
        this.#plainSnapshot = true;
        return this.#start(tools, signal);
      }
      const damaged = ExecutorError.isInstance(error, 'executor/bad-snapshot')
        ? [path]
        : ExecutorError.isInstance(error, 'executor/bad-bytecode')
          ? wheels.flatMap(({ bytecode = [] }) => bytecode)
          : [];
      if (isRetry || damaged.length === 0) throw error;
      for (const file of damaged) await rm(file, { force: true });
      return this.#start(tools, signal, true);
    }
  }

  /** The packages' files, with their modules compiled where that saves time and can be kept. */
  async #prepare(signal: AbortSignal | undefined): Promise<LocatedPart[]> {
    const { onProgress } = this.#options;
    const wheels = await this.#packages.prepare({ signal, onProgress });
    const prepared: LocatedPart[] = [];
    for (const wheel of wheels) {
      const { name, bytecode } = wheel;
      const compile = () => {
        onProgress?.(`compiling ${name} for the first time`);
        return this.#build('compile', [{ ...wheel, bytecode: undefined }], signal);
      };
      const isKept = bytecode !== undefined && (await ensureSnapshot(bytecode, compile, signal));
      prepared.push(isKept ? wheel : { ...wheel, bytecode: undefined });
    }
    return prepared;
  }

  #launch(settings: ChildSettings, signal: AbortSignal | undefined): Promise<SandboxProcess> {
    return startProcess(this.#command(settings), { signal, onProgress: this.#options.onProgress });
  }

  /** Has a child make what later starts begin with. */
  async #build(
    mode: 'snapshot' | 'compile',
    wheels: readonly LocatedPart[],
    signal: AbortSignal | undefined,
  ): Promise<Buffer[]> {
    if (mode === 'snapshot') this.#options.onProgress?.('preparing Python and SymPy for the first time');
    const child = new SandboxProcess(this.#command(this.#settings(mode, [], wheels)));
    try {
      return await supervise(child, signal, async () => {
        const { header } = await awaitReply(child, 'snapshot', this.#options);
        const bytes = await child.bytes(header.bytes);
        return mode === 'compile' ? [bytes] : [snapshotHead(header), bytes];
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
        ...settings.wheels.flatMap(({ path, bytecode }) => (bytecode === undefined ? [path] : [path, bytecode])),
        ...(settings.snapshot === undefined ? [] : [settings.snapshot]),
      ],
    });
  }

  #settings(mode: ChildSettings['mode'], tools: ToolSpec[], wheels: readonly LocatedPart[]): ChildSettings {
    const mebibyte = 2 ** 20;
    return {
      mode,
      pyodideFolder: this.#locations.pyodide,
      pythonFolder: this.#locations.python,
      stdlib: join(this.#locations.assets, 'stdlib.zip'),
      packages: join(this.#locations.assets, 'packages.zip'),
      wheels: wheels.map(({ name, path, bytecode, target, imports }) => ({
        name,
        path,
        ...(bytecode === undefined ? {} : { bytecode }),
        target,
        imports,
      })),
      wheelsInSnapshot: false,
      memoryLimitBytes: this.#options.memoryLimitMb * mebibyte,
      fileQuotaBytes: this.#options.fileQuotaMb * mebibyte,
      branchMemoryBytes: this.#options.branchMemoryMb * mebibyte,
      outputLimit: this.#options.outputLimit,
      seed: mode === 'serve' ? drawSeed(this.#options.seed) : 0,
      tools,
    };
  }
}
