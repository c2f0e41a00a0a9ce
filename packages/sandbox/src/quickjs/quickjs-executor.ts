import type { Executor, Isolation, OpenOptions, Session } from '@agentd/agent-core';
import { assertBubblewrap, detectConfinement, type Confinement } from '../isolation/confinement.ts';
import { nodeCommand } from '../isolation/node-command.ts';
import { drawSeed } from '../process/seed.ts';
import { startProcess } from '../process/start-process.ts';
import { toolSpec } from '../process/tool-spec.ts';
import type { ChildSettings } from './child-settings.ts';
import { findLocations, type Locations } from './locations.ts';
import type { ResolvedOptions } from './options.ts';
import { QuickJSSession } from './quickjs-session.ts';
import { assertToolNames } from './tool-names.ts';

/** Opens JavaScript interpreters, each in a process of its own. */
export class QuickJSExecutor implements Executor {
  readonly id = 'quickjs';
  readonly language = 'javascript';
  readonly isolation: Isolation;
  readonly #options: ResolvedOptions;
  readonly #confinement: Confinement;
  readonly #locations: Locations;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#confinement = detectConfinement(options.bubblewrap, 'quickjs', ['wasm-interpreter']);
    this.#locations = findLocations();
    this.isolation = this.#confinement.isolation;
  }

  async open({ signal, tools }: OpenOptions = {}): Promise<Session> {
    signal?.throwIfAborted();
    assertBubblewrap(this.#options.bubblewrap, this.#confinement);
    assertToolNames(tools);
    const settings = this.#settings((tools?.tools ?? []).map(toolSpec));
    const { code, manifest, childEntry, quickjs, parser, javascript } = this.#locations;
    const command = nodeCommand(this.#confinement, {
      entry: childEntry,
      settings: JSON.stringify(settings),
      readable: [code, manifest, javascript, quickjs, parser],
    });
    const child = await startProcess(command, { signal });
    return new QuickJSSession(child, tools, this.#options);
  }

  #settings(tools: ChildSettings['tools']): ChildSettings {
    const mebibyte = 2 ** 20;
    const { loader, wasm, parser, javascript } = this.#locations;
    return {
      loader,
      wasm,
      parser,
      harnessFolder: javascript,
      memoryLimitBytes: this.#options.memoryLimitMb * mebibyte,
      branchMemoryBytes: this.#options.branchMemoryMb * mebibyte,
      outputLimit: this.#options.outputLimit,
      seed: drawSeed(this.#options.seed),
      tools,
    };
  }
}
