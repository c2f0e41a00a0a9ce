import type { MemoryDelta } from '../../process/child/memory-image.ts';
import type { Outcome, Reply, Request, ToolSpec } from '../../process/protocol.ts';
import type { ChildSettings } from '../child-settings.ts';
import type { Interpreter } from './interpreter.ts';

/** The states of one session: the present one, and the branches that were run from it. */
export class ChildSession {
  readonly #interpreter: Interpreter;
  readonly #settings: ChildSettings;
  #branches = new Map<number, MemoryDelta>();
  #branchBytes = 0;

  constructor(interpreter: Interpreter, settings: ChildSettings) {
    this.#interpreter = interpreter;
    this.#settings = settings;
    this.#setUp(settings.tools, settings.seed);
  }

  async handle(request: Request): Promise<Reply | undefined> {
    switch (request.op) {
      case 'run':
        return this.#run(request);
      case 'branch':
        return this.#branch(request);
      case 'commit':
        return this.#commit(request.id, request.branch);
      case 'reset':
        return this.#reset(request.id, request.tools, request.seed);
      default:
        // The answer to a tool call of code that was interrupted just when it had sent the call.
        return undefined;
    }
  }

  async #run({ id, code, timeoutMs }: { id: number; code: string; timeoutMs: number }): Promise<Reply> {
    const { outcome, crashed } = this.#interpreter.execute(code, timeoutMs);
    if (!crashed) this.#interpreter.memory.absorb();
    await (crashed ? this.#interpreter.rebuild() : this.#interpreter.shrink());
    this.#forgetBranches();
    return { type: 'result', id, outcome };
  }

  async #branch({ id, code, timeoutMs }: { id: number; code: string; timeoutMs: number }): Promise<Reply> {
    const { outcome, crashed } = this.#interpreter.execute(code, timeoutMs);
    if (crashed) {
      await this.#interpreter.rebuild();
      return { type: 'result', id, outcome };
    }
    const limit = this.#settings.branchMemoryBytes;
    const delta = this.#interpreter.memory.detach(limit - this.#branchBytes);
    await this.#interpreter.shrink();
    if (delta === undefined) return { type: 'result', id, outcome: tooLarge(limit) };
    this.#branchBytes += delta.blocks.byteLength;
    this.#branches.set(id, delta);
    return { type: 'result', id, outcome };
  }

  async #commit(id: number, branch: number): Promise<Reply> {
    const delta = this.#branches.get(branch);
    // A branch that crashed ended where it began.
    if (delta !== undefined) {
      await this.#interpreter.makeRoom((delta.offsets.at(-1) ?? 0) + 1);
      this.#interpreter.memory.apply(delta);
    }
    this.#forgetBranches();
    return { type: 'committed', id };
  }

  async #reset(id: number, tools: readonly ToolSpec[], seed: number): Promise<Reply> {
    this.#forgetBranches();
    this.#interpreter.memory.restart();
    await this.#interpreter.shrink();
    this.#setUp(tools, seed);
    return { type: 'reset', id, memoryBytes: this.#interpreter.memory.heldBytes };
  }

  #setUp(tools: readonly ToolSpec[], seed: number): void {
    this.#interpreter.setUp({ tools, seed, outputLimit: this.#settings.outputLimit });
    this.#interpreter.memory.absorb();
  }

  #forgetBranches(): void {
    this.#branches = new Map();
    this.#branchBytes = 0;
  }
}

function tooLarge(limit: number): Outcome {
  const message = `the branches of this state changed more than ${limit / 2 ** 20} MB together`;
  return {
    status: 'memory',
    stdout: '',
    error: { type: 'MemoryError', message, traceback: `MemoryError: ${message}` },
  };
}
