import { Script } from 'node:vm';
import type { Outcome, ToolSpec } from '../../process/protocol.ts';
import type { Loaded } from './boot.ts';
import { BlockedImport } from './boundary.ts';
import { ToolAborted } from '../../process/child/exchange.ts';

/** A call of the harness: either its outcome, or a crash after which the interpreter must be rolled back. */
export interface Execution {
  outcome: Outcome;
  crashed: boolean;
}

/**
 * Calls the harness through Python's C API, without any proxy between JavaScript and Python, under a time limit that
 * holds for whatever the interpreter does.
 */
export class Interpreter {
  readonly #loaded: Loaded;
  readonly #script: Script;
  #input = '';

  constructor(loaded: Loaded) {
    this.#loaded = loaded;
    // vm.Script is the one way to stop WebAssembly that runs on this thread; it wants its code as text.
    const key = '__agentd_call';
    Object.defineProperty(globalThis, key, { value: () => this.#call(this.#input) });
    this.#script = new Script(`globalThis.${key}()`);
  }

  /** Defines the tools, sets limits and seeds. */
  setUp(settings: { tools: readonly ToolSpec[]; outputLimit: number; seed: number }): void {
    const { tools, outputLimit, seed } = settings;
    const outcome: Outcome = JSON.parse(this.#call(ascii({ tools, outputLimit, seed })));
    if (outcome.status !== 'ok') throw new Error(outcome.error?.traceback ?? outcome.status);
  }

  execute(code: string, timeoutMs: number): Execution {
    const { boundary, memoryLimit } = this.#loaded;
    boundary.refusedSince = false;
    memoryLimit.reached = false;
    this.#input = ascii({ code });
    try {
      const text: unknown = this.#script.runInThisContext({ timeout: timeoutMs, breakOnSigint: true });
      const outcome: Outcome = JSON.parse(String(text));
      if (outcome.status === 'runtime-error' && boundary.refusedSince) outcome.status = 'blocked';
      return { outcome, crashed: false };
    } catch (error) {
      // Code may have been stopped between memory's growth and what follows it.
      this.#loaded.module._emscripten_notify_memory_growth(0);
      return { outcome: this.#crash(error, timeoutMs), crashed: true };
    }
  }

  #call(input: string): string {
    const { module, dispatch } = this.#loaded;
    const stack = module.stackSave();
    const text = module.stringToNewUTF8(input);
    const argument = module._PyUnicode_FromString(text);
    module._free(text);
    const result = argument === 0 ? 0 : module._PyObject_CallOneArg(dispatch, argument);
    if (argument !== 0) module._Py_DecRef(argument);
    if (result === 0) {
      module._PyErr_Clear();
      module.stackRestore(stack);
      throw new HarnessFailure('The code broke the interpreter.');
    }
    const output = module.UTF8ToString(module._PyUnicode_AsUTF8(result));
    module._Py_DecRef(result);
    return output;
  }

  #crash(error: unknown, timeoutMs: number): Outcome {
    const fault = (status: Outcome['status'], type: string, message: string): Outcome => ({
      status,
      stdout: '',
      error: { type, message, traceback: message === '' ? type : `${type}: ${message}` },
    });
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return fault('timeout', 'TimeoutError', `the code ran longer than ${timeoutMs / 1000} s`);
    }
    if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' || error instanceof ToolAborted) {
      return fault('interrupted', 'KeyboardInterrupt', '');
    }
    if (error instanceof BlockedImport) return fault('blocked', 'SandboxError', error.message);
    if (this.#loaded.memoryLimit.reached) {
      return fault('memory', 'MemoryError', `the code needs more than ${this.#loaded.memoryLimit.bytes / 2 ** 20} MB`);
    }
    if (error instanceof RangeError)
      return fault('runtime-error', 'RecursionError', 'the interpreter ran out of stack');
    const message = error instanceof Error ? error.message : String(error);
    return fault('runtime-error', 'SystemError', `the interpreter crashed: ${message.trim().split('\n').at(-1) ?? ''}`);
  }
}

class HarnessFailure extends Error {
  override readonly name = 'HarnessFailure';
}

/** JSON in ASCII: no byte of it can end or break a C string. */
function ascii(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
