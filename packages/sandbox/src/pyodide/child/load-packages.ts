import type { PyodideAPI } from 'pyodide';
import type { WheelFile } from '../child-settings.ts';
import { StartFault } from './start-fault.ts';

const faultCode = 'executor/package-import-failed';

/** Instantiates shared libraries: once the boundary is locked, Python finds those that are loaded and no others. */
export async function loadLibraries(python: PyodideAPI, paths: readonly string[]): Promise<void> {
  const api: unknown = Reflect.get(python, '_api');
  const load: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, 'loadDynlib') : undefined;
  if (typeof load !== 'function') throw new Error('This version of Pyodide cannot load libraries.');
  for (const path of paths) {
    try {
      await load(path);
    } catch (cause) {
      throw new StartFault(faultCode, `The library ${path} cannot be loaded: ${lastLine(cause)}`, cause);
    }
  }
}

/**
 * Imports what was asked for, so that it costs the agent's code no time.
 * @throws StartFault code `executor/package-import-failed`
 */
export function importPackages(python: PyodideAPI, wheels: readonly WheelFile[]): void {
  python.runPython('import importlib\nimportlib.invalidate_caches()');
  for (const { name, imports } of wheels) {
    for (const module of imports) {
      try {
        python.runPython('__import__(module)\nNone', { globals: python.toPy({ module }) });
      } catch (cause) {
        throw new StartFault(faultCode, `The package ${name} cannot be imported: ${lastLine(cause)}`, cause);
      }
    }
  }
  // What is there now stays: the collector need not touch, and so dirty, its memory.
  python.runPython('import gc\ngc.collect()\ngc.freeze()');
}

/** Of a traceback, the line that says what is wrong. */
function lastLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n').at(-1) ?? '';
}
