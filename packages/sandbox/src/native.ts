import type { Executor } from '@agentd/agent-core';
import { NativeExecutor } from './native/native-executor.ts';
import { resolveOptions, type NativeOptions } from './native/options.ts';

export type { NativeOptions } from './native/options.ts';

/**
 * The Python of this machine (CPython 3.11 or later, Linux), with its packages, as a fork server inside bubblewrap. A
 * state is a process, and a branch is a fork of it.
 *
 * Opening a session throws ExecutorError code `executor/no-bubblewrap`, `executor/no-python`, `executor/missing-package`
 * or `executor/unsupported-platform` where that cannot be had; `isolation` is `native+unavailable` then.
 * @throws InvalidInputError code `executor/bad-options`
 */
export function nativeExecutor(options: NativeOptions = {}): Executor {
  return new NativeExecutor(resolveOptions(options));
}
