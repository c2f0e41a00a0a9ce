/**
 * The child process: one interpreter that serves one session. It reads requests from stdin and answers on stdout, both
 * synchronously, and ends when the host does.
 */
import { crc32 } from 'node:zlib';
import type { ChildSettings } from '../child-settings.ts';
import type { Reply, Request, ToolSpec } from '../../process/protocol.ts';
import { load, type Loaded } from './boot.ts';
import { SyncChannel } from '../../process/child/channel.ts';
import { Checkpoint, type Delta } from './checkpoint.ts';
import { replaceDevices } from './devices.ts';
import type { Entropy } from './entropy.ts';
import { limitFiles } from './file-quota.ts';
import { Interpreter } from './interpreter.ts';
import { readSnapshot, trimZeros } from '../snapshot-file.ts';
import { StartFault } from './start-fault.ts';
import { makeToolDevice } from './tool-device.ts';

const channel = new SyncChannel(0, 1);
const reply = (message: Reply) => channel.send(JSON.stringify(message));

async function main(): Promise<void> {
  // Without a listener an interrupt would end the process; with one it only ends the code that runs.
  process.on('SIGINT', () => undefined);
  const settings: ChildSettings = JSON.parse(process.argv[2] ?? '{}');
  if (settings.mode === 'serve') await serve(settings);
  else await make(settings);
}

/** Answers with a file that makes later starts quicker. */
async function make(settings: ChildSettings): Promise<void> {
  const loaded = await load(settings, undefined, (stage) => reply({ type: 'progress', stage }));
  const bytes = settings.mode === 'compile' ? loaded.bytecode() : trimZeros(loaded.snapshot());
  reply({ type: 'snapshot', header: { bytes: bytes.byteLength, crc32: crc32(bytes), dispatch: loaded.dispatch } });
  channel.sendBytes(bytes);
}

async function serve(settings: ChildSettings): Promise<void> {
  const snapshot = settings.snapshot === undefined ? undefined : readSnapshot(settings.snapshot);
  const loaded = await load(settings, snapshot, (stage) => reply({ type: 'progress', stage }));
  const session = new ChildSession(loaded, settings, snapshot?.memory ?? Buffer.alloc(0));
  reply({ type: 'ready' });
  // Nothing asynchronous happens from here on: the event loop never turns again.
  for (let text = channel.receive(); text !== undefined; text = channel.receive()) {
    const answer = session.handle(JSON.parse(text));
    if (answer !== undefined) reply(answer);
  }
  process.exit(0);
}

/** The states of one session: its checkpoint and the branches that were run from it. */
class ChildSession {
  readonly #interpreter: Interpreter;
  readonly #checkpoint: Checkpoint;
  readonly #entropy: Entropy;
  readonly #branchMemoryBytes: number;
  readonly #outputLimit: number;
  #branches = new Map<number, Delta>();
  #branchBytes = 0;

  constructor(loaded: Loaded, settings: ChildSettings, memory: Buffer) {
    makeToolDevice(loaded.module.FS, channel);
    replaceDevices(loaded.module.FS, loaded.entropy);
    this.#interpreter = new Interpreter(loaded);
    this.#interpreter.setUp(settings);
    const constantFiles = limitFiles(loaded.module.FS, settings.fileQuotaBytes);
    loaded.boundary.lock();
    this.#checkpoint = new Checkpoint(loaded.module, loaded.entropy, constantFiles, memory);
    this.#entropy = loaded.entropy;
    this.#branchMemoryBytes = settings.branchMemoryBytes;
    this.#outputLimit = settings.outputLimit;
  }

  handle(request: Request): Reply | undefined {
    switch (request.op) {
      case 'run':
        return this.#run(request.id, request.code, request.timeoutMs);
      case 'branch':
        return this.#branch(request.id, request.code, request.timeoutMs);
      case 'commit':
        return this.#commit(request.id, request.branch);
      case 'reset':
        return this.#reset(request.id, request.tools, request.seed);
      default:
        // The answer to a tool call of code that was interrupted just when it had sent the call.
        return undefined;
    }
  }

  #run(id: number, code: string, timeoutMs: number): Reply {
    const { outcome, crashed } = this.#interpreter.execute(code, timeoutMs);
    if (crashed || outcome.status === 'memory') this.#checkpoint.rollback();
    else this.#checkpoint.absorb();
    this.#forgetBranches();
    return { type: 'result', id, outcome };
  }

  #branch(id: number, code: string, timeoutMs: number): Reply {
    const { outcome, crashed } = this.#interpreter.execute(code, timeoutMs);
    if (crashed || outcome.status === 'memory') {
      this.#checkpoint.rollback();
      return { type: 'result', id, outcome };
    }
    const delta = this.#checkpoint.detach(this.#branchMemoryBytes - this.#branchBytes);
    if (delta === undefined) return { type: 'result', id, outcome: tooLarge(this.#branchMemoryBytes) };
    this.#branchBytes += delta.bytes;
    this.#branches.set(id, delta);
    return { type: 'result', id, outcome };
  }

  #commit(id: number, branch: number): Reply {
    const delta = this.#branches.get(branch);
    // A branch that crashed ended where it began.
    if (delta !== undefined) this.#checkpoint.apply(delta);
    this.#forgetBranches();
    return { type: 'committed', id };
  }

  #reset(id: number, tools: readonly ToolSpec[], seed: number): Reply {
    this.#forgetBranches();
    this.#checkpoint.restart();
    this.#entropy.reseed(seed);
    this.#interpreter.setUp({ tools, seed, outputLimit: this.#outputLimit });
    this.#checkpoint.absorb();
    return { type: 'reset', id, memoryBytes: this.#checkpoint.heldBytes };
  }

  #forgetBranches(): void {
    this.#branches = new Map();
    this.#branchBytes = 0;
  }
}

function tooLarge(limit: number): {
  status: 'memory';
  stdout: string;
  error: { type: string; message: string; traceback: string };
} {
  const message = `the branches of this state changed more than ${limit / 2 ** 20} MB together`;
  return {
    status: 'memory',
    stdout: '',
    error: { type: 'MemoryError', message, traceback: `MemoryError: ${message}` },
  };
}

function fail(error: unknown): never {
  if (error instanceof StartFault) {
    reply({ type: 'failed', message: error.message, code: error.code });
    process.exit(1);
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // Both this package and Pyodide name the snapshot when it cannot be used.
  reply({ type: 'failed', message, ...(/snapshot/i.test(message) ? { code: 'executor/bad-snapshot' } : {}) });
  process.exit(1);
}

process.on('uncaughtException', fail);
await main().catch(fail);
