import type { Completion, Engine } from './engine.ts';
import { rewrite, type Parse, type Snippet } from './rewrite.ts';

/** The program beside the agent's code inside QuickJS: an operation and its argument, by address or as JSON text. */
export interface Harness {
  pass(operation: string, value: number): Completion;
  tellOf(operation: string, value: number): string;
  tell(operation: string, text: string): string;
}

/** Whether code is to be interrupted wherever it is; set when it gave its final answer. */
export interface StopFlag {
  isStopped(): boolean;
  setStopped(stopped: boolean): void;
}

/** Jobs of a snippet that is over which are given the chance to end. */
const mostLeftovers = 1_000;

/** One snippet from its text to its outcome: the code itself, and the jobs and timers that it leaves. */
export class SnippetRun {
  readonly #engine: Engine;
  readonly #addresses: { runtime: number; context: number };
  readonly #harness: Harness;
  readonly #flag: StopFlag;

  constructor(engine: Engine, addresses: { runtime: number; context: number }, harness: Harness, flag: StopFlag) {
    this.#engine = engine;
    this.#addresses = addresses;
    this.#harness = harness;
    this.#flag = flag;
  }

  /** @returns the outcome as JSON */
  run(code: string, parse: Parse): string {
    const filename = `<step ${this.#harness.tell('begin', JSON.stringify({ code }))}>`;
    const snippet = rewrite(parse, code, filename);
    if ('status' in snippet) return this.#harness.tell(snippet.status, JSON.stringify(snippet));
    const { context } = this.#addresses;
    const main = this.#engine.evaluate(context, snippet.code, { filename, isAsync: snippet.isAsync });
    const text = this.#settle(snippet, main, main.thrown ? main : this.#runLoop(snippet, main));
    this.#dropLeftovers();
    return text;
  }

  /** Runs jobs and timers until none is left; gives what one of them threw. */
  #runLoop(snippet: Snippet, main: Completion): Completion | undefined {
    const { runtime, context } = this.#addresses;
    while (!this.#flag.isStopped()) {
      const job = this.#engine.runJob(runtime, context);
      if (job?.thrown === true) return job;
      if (job !== undefined) {
        this.#engine.release(context, job.value);
        continue;
      }
      if (snippet.isAsync && this.#engine.promiseState(context, main.value) === 2) return undefined;
      const wait = this.#tick();
      if (typeof wait !== 'number') return wait;
      if (wait < 0) return undefined;
      if (wait > 0) sleep(wait);
    }
    return undefined;
  }

  /** Milliseconds until a timer is due, 0 when one was run, negative when there is none; or what it threw. */
  #tick(): number | Completion {
    const { context } = this.#addresses;
    const none = this.#engine.stringValue(context, '');
    const completion = this.#harness.pass('tick', none);
    this.#engine.release(context, none);
    if (completion.thrown) return completion;
    const wait = Number(this.#engine.textOf(context, completion.value));
    this.#engine.release(context, completion.value);
    return wait;
  }

  #settle(snippet: Snippet, main: Completion, end: Completion | undefined): string {
    const { context } = this.#addresses;
    const hasAnswer = this.#flag.isStopped();
    this.#flag.setStopped(false);
    try {
      if (hasAnswer) return this.#harness.tell('done', '');
      if (end !== undefined) return this.#harness.tellOf('thrown', end.value);
      return this.#settleValue(snippet, main.value);
    } finally {
      this.#engine.release(context, main.value);
      if (end !== undefined && end !== main) this.#engine.release(context, end.value);
    }
  }

  #settleValue(snippet: Snippet, value: number): string {
    const { context } = this.#addresses;
    if (!snippet.isAsync) return this.#shown(snippet, value);
    const state = this.#engine.promiseState(context, value);
    if (state === 0) return this.#harness.tell('runtime-error', JSON.stringify(neverSettles));
    const result = this.#engine.promiseResult(context, value);
    try {
      if (state === 2) return this.#harness.tellOf('thrown', result);
      // The value of asynchronous code comes inside an object.
      const inner = this.#engine.property(context, result, 'value');
      const text = this.#shown(snippet, inner);
      this.#engine.release(context, inner);
      return text;
    } finally {
      this.#engine.release(context, result);
    }
  }

  #shown(snippet: Snippet, value: number): string {
    return snippet.showsValue ? this.#harness.tellOf('value', value) : this.#harness.tell('done', '');
  }

  /** What a snippet that failed or gave its answer had still to do must not happen in the next. */
  #dropLeftovers(): void {
    const { runtime, context } = this.#addresses;
    this.#flag.setStopped(true);
    for (let count = 0; count < mostLeftovers; count++) {
      const job = this.#engine.runJob(runtime, context);
      if (job === undefined) break;
      this.#engine.release(context, job.value);
    }
    this.#flag.setStopped(false);
  }
}

const pendingMessage = 'the code awaits a promise that nothing will settle';
const neverSettles = { type: 'Error', message: pendingMessage, traceback: `Error: ${pendingMessage}` };

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
