import type { Executor } from '@agentd/agent-core';
import { resolveOptions, type QuickJSOptions } from './quickjs/options.ts';
import { QuickJSExecutor } from './quickjs/quickjs-executor.ts';

export type { QuickJSOptions } from './quickjs/options.ts';

/**
 * JavaScript (ES2023 and most of what came after) by QuickJS as WebAssembly, in a locked child process per session.
 * @throws InvalidInputError code `executor/bad-options`
 */
export function quickjsExecutor(options: QuickJSOptions = {}): Executor {
  return new QuickJSExecutor(resolveOptions(options));
}
