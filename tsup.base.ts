import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

interface Manifest {
  exports?: Record<string, string | Record<string, string>>;
  bin?: Record<string, string>;
}

/** `src/x.ts` behind `dist/x.js`: sources and output have the same shape. */
function entryFor(output: string): [name: string, source: string] {
  const name = output.replace(/^\.\/dist\//, '').replace(/\.js$/, '');
  return [name, `src/${name}.ts`];
}

/** One entry for each public entry and each command of the package in the working directory. */
function entries(): Record<string, string> {
  const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const exported = Object.values(manifest.exports ?? {}).map((target) =>
    typeof target === 'string' ? target : (target['default'] ?? ''),
  );
  const outputs = [...exported, ...Object.values(manifest.bin ?? {})].filter(
    (path) => path.startsWith('./dist/') && path.endsWith('.js'),
  );
  return Object.fromEntries(outputs.map(entryFor));
}

/**
 * The build of a library of this workspace: ESM, one output for each public entry, dependencies left outside.
 * Declarations come from `tsc` (tsup's own do not work with TypeScript 7).
 *
 * @param extra more entries (`entry`, added to the public ones; a worker's file, say) or another platform
 */
export function library(extra: Options & { entry?: Record<string, string> } = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: true,
    clean: true,
    dts: false,
    splitting: true,
    skipNodeModulesBundle: true,
    removeNodeProtocol: false,
    tsconfig: 'tsconfig.build.json',
    ...extra,
    entry: { ...entries(), ...extra.entry },
  });
}
