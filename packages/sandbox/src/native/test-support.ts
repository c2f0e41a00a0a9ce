import { describe } from 'vitest';
import { detectNativeConfinement } from './confinement.ts';
import { resolveOptions, type NativeOptions } from './options.ts';

/** Tests that need sessions with these options; where none can be opened they are skipped, and why stands there. */
export function describeWhere(options: NativeOptions, tests: () => void): void {
  const why = unavailable(options);
  const needs = why === undefined ? '' : `, which needs what is missing here: ${why}`;
  describe.skipIf(why !== undefined)(`nativeExecutor(${JSON.stringify(options)})${needs}`, tests);
}

/** Why sessions with these options cannot be opened on this machine, or undefined where they can. */
export function unavailable(options: NativeOptions): string | undefined {
  try {
    detectNativeConfinement(resolveOptions(options));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
