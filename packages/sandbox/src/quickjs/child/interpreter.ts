import { Script } from 'node:vm';
import { exchange } from '../../process/child/exchange.ts';
import type { SyncChannel } from '../../process/child/channel.ts';
import { MemoryImage } from '../../process/child/memory-image.ts';
import type { Outcome, ToolSpec } from '../../process/protocol.ts';
import { crashOutcome, isOutOfMemory, memoryOutcome } from './crash.ts';
import { Engine } from './engine.ts';
import type { EngineCallbacks, EngineParts } from './load-engine.ts';
import type { Parse } from './rewrite.ts';
import { SnippetRun, type Harness } from './snippet-run.ts';

/** A run: either its outcome, or a crash after which the interpreter must be rolled back. */
export interface Execution {
  outcome: Outcome;
  crashed: boolean;
}

/** The functions that the harness is given, by the numbers that QuickJS calls them with. */
const hostFunctions = ['call', 'stop', 'clock', 'promiseState', 'promiseResult'];

/** How much more memory than the state needs is kept: WebAssembly's can grow but not shrink. */
const spareBytes = (needed: number) => 16 * 2 ** 20 + needed / 4;

/** Runs snippets in QuickJS under a time limit that holds for whatever it does, and keeps its states apart. */
export class Interpreter {
  readonly #parts: EngineParts;
  readonly #parse: Parse;
  readonly #callbacks: EngineCallbacks;
  readonly #script: Script;
  readonly #addresses: { runtime: number; context: number; dispatch: number };
  readonly memory: MemoryImage;
  #engine: Engine;
  #stopped = false;
  #code = '';

  static async create(
    parts: EngineParts,
    { parse, harness, channel }: { parse: Parse; harness: string; channel: SyncChannel },
  ): Promise<Interpreter> {
    const holder: { interpreter?: Interpreter } = {};
    const callbacks: EngineCallbacks = {
      call: (id, argument) => holder.interpreter?.answer(id, argument, channel) ?? 0,
      shouldInterrupt: () => holder.interpreter?.isStopped ?? false,
    };
    const engine = await Engine.create(parts, 0, callbacks);
    const { runtime, context } = engine.start();
    const functions = hostFunctions.map((name, id) => engine.functionValue(context, name, id));
    const program = engine.evaluate(context, harness, { filename: '<agentd>', isAsync: false });
    if (program.thrown) throw new Error(`The harness cannot be read: ${engine.textOf(context, program.value)}`);
    const dispatch = engine.call(context, program.value, functions);
    if (dispatch.thrown) throw new Error(`The harness cannot be started: ${engine.textOf(context, dispatch.value)}`);
    engine.release(context, program.value, ...functions);
    const addresses = { runtime, context, dispatch: dispatch.value };
    holder.interpreter = new Interpreter({ parts, parse, callbacks, engine, addresses });
    return holder.interpreter;
  }

  private constructor(made: {
    parts: EngineParts;
    parse: Parse;
    callbacks: EngineCallbacks;
    engine: Engine;
    addresses: { runtime: number; context: number; dispatch: number };
  }) {
    this.#parts = made.parts;
    this.#parse = made.parse;
    this.#callbacks = made.callbacks;
    this.#engine = made.engine;
    this.#addresses = made.addresses;
    this.memory = new MemoryImage(
      { bytes: () => this.#engine.bytes, used: () => this.#engine.bytes.byteLength },
      Buffer.alloc(0),
      this.#engine.reserveRest(),
    );
    // vm.Script is the one way to stop WebAssembly that runs on this thread; it wants its code as text.
    const key = '__agentd_run';
    Object.defineProperty(globalThis, key, { value: () => this.#run() });
    this.#script = new Script(`globalThis.${key}()`);
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Defines the tools, sets limits and seeds. */
  setUp(settings: { tools: readonly ToolSpec[]; outputLimit: number; seed: number }): void {
    this.#harness().tell('set-up', JSON.stringify(settings));
  }

  execute(code: string, timeoutMs: number): Execution {
    const { limit } = this.#parts;
    limit.reached = false;
    this.#stopped = false;
    this.#code = code;
    try {
      const text: unknown = this.#script.runInThisContext({ timeout: timeoutMs, breakOnSigint: true });
      const outcome: Outcome = JSON.parse(String(text));
      if (limit.reached && isOutOfMemory(outcome)) return { outcome: memoryOutcome(limit.bytes), crashed: true };
      return { outcome, crashed: false };
    } catch (error) {
      return { outcome: crashOutcome(error, { timeoutMs, limit }), crashed: true };
    }
  }

  /** A new instance, with at least so much memory, in the state of the last image. */
  async rebuild(bytes = 0): Promise<void> {
    this.#engine = await Engine.create(this.#parts, Math.max(bytes, this.memory.length), this.#callbacks);
    this.memory.rollback();
  }

  /** Makes room for a state that reaches up to this address. */
  async makeRoom(bytes: number): Promise<void> {
    if (bytes > this.#engine.bytes.byteLength) await this.rebuild(bytes);
  }

  /** Gives memory back that the last image does not need. */
  async shrink(): Promise<void> {
    if (this.#engine.bytes.byteLength > this.memory.length + spareBytes(this.memory.length)) await this.rebuild();
  }

  /** What the harness asks of the host: by the number of the function. */
  answer(id: number, argument: (index: number) => number, channel: SyncChannel): number {
    const { context } = this.#addresses;
    switch (hostFunctions[id]) {
      case 'call': {
        const call: object = JSON.parse(this.#engine.textOf(context, argument(0)));
        return this.#engine.stringValue(context, exchange(channel, { type: 'tool', ...call }));
      }
      case 'stop':
        this.#stopped = true;
        return 0;
      case 'clock':
        return this.#engine.numberValue(context, performance.now());
      case 'promiseState':
        return this.#engine.numberValue(context, this.#engine.promiseState(context, argument(0)));
      default:
        return this.#engine.promiseResult(context, argument(0));
    }
  }

  #run(): string {
    return new SnippetRun(this.#engine, this.#addresses, this.#harness(), {
      isStopped: () => this.#stopped,
      setStopped: (stopped) => {
        this.#stopped = stopped;
      },
    }).run(this.#code, this.#parse);
  }

  #harness(): Harness {
    const { context, dispatch } = this.#addresses;
    const engine = this.#engine;
    const pass = (operation: string, value: number) => {
      const name = engine.stringValue(context, operation);
      const completion = engine.call(context, dispatch, [name, value]);
      engine.release(context, name);
      return completion;
    };
    const textOf = (operation: string, { value, thrown }: { value: number; thrown: boolean }) => {
      const text = engine.textOf(context, value);
      engine.release(context, value);
      if (thrown) throw new Error(`The harness failed at ${operation}: ${text}`);
      return text;
    };
    return {
      pass,
      tellOf: (operation, value) => textOf(operation, pass(operation, value)),
      tell: (operation, text) => {
        const value = engine.stringValue(context, text);
        const completion = pass(operation, value);
        engine.release(context, value);
        return textOf(operation, completion);
      },
    };
  }
}
