import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDependencies } from './check-dependencies.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentd-dependencies-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function library(name: string, manifest: object = {}, source = 'export const x = 1;'): void {
  const exports = { '.': { '@agentd/source': './src/index.ts', default: './dist/index.js' } };
  write(`packages/${name}/package.json`, JSON.stringify({ name: `@agentd/${name}`, exports, ...manifest }));
  write(`packages/${name}/src/index.ts`, source);
}

const onCore = { dependencies: { '@agentd/agent-core': 'workspace:^' } };

describe('checkDependencies', () => {
  it('finds nothing wrong in this repository', () => {
    expect(checkDependencies(resolve(import.meta.dirname, '..'))).toEqual([]);
  });

  it('accepts libraries on the core, the umbrella on libraries, and development dependencies of tests', () => {
    library('agent-core', { dependencies: { zod: '4' } });
    library('sandbox', onCore, `export { x } from '@agentd/agent-core';`);
    library('sag-decoder', { ...onCore, devDependencies: { '@agentd/sandbox': 'workspace:^' } });
    write('packages/sag-decoder/src/index.test.ts', `import { x } from '@agentd/sandbox'; x;`);
    library('sag', { dependencies: { '@agentd/sandbox': '*' } }, `export * from '@agentd/sandbox';`);
    expect(checkDependencies(root)).toEqual([]);
  });

  it('reports a library that depends on another library', () => {
    library('sandbox');
    library('models', { dependencies: { '@agentd/sandbox': 'workspace:^' } });
    expect(checkDependencies(root)).toEqual([
      expect.stringContaining('@agentd/models depends on @agentd/sandbox; a library may depend on @agentd/agent-core'),
    ]);
  });

  it('reports a dependency of the core besides zod', () => {
    library('agent-core', { dependencies: { zod: '4', lodash: '4' } });
    expect(checkDependencies(root)).toEqual([expect.stringContaining('agent-core depends on lodash')]);
  });

  it('reports a published package that needs a private one', () => {
    library('agent-core', { private: true });
    library('sandbox', onCore);
    expect(checkDependencies(root)).toEqual([expect.stringContaining('@agentd/agent-core, which is private')]);
  });

  it.each([
    ['an import', `import { x } from '@agentd/agent-core/src/x.ts'; x;`],
    ['a type', `export type X = import('@agentd/agent-core/src/x.ts').X;`],
    ['a lazy import', `export const x = () => import('@agentd/agent-core/src/x.ts');`],
    ['a re-export', `export * from '@agentd/agent-core/src/x.ts';`],
  ])('reports %s past the public entry', (_, source) => {
    library('agent-core');
    library('sandbox', onCore, source);
    expect(checkDependencies(root)).toEqual([expect.stringContaining('which is no public entry')]);
  });

  it.each([
    ['an import', `import { x } from '../../agent-core/src/index.ts'; x;`],
    ['a file URL', `export const x = new URL('../../agent-core/src/index.ts', import.meta.url);`],
  ])('reports %s that leaves the package by a relative path', (_, source) => {
    library('agent-core');
    library('sandbox', onCore, source);
    expect(checkDependencies(root)).toEqual([expect.stringContaining('reaches out of its package')]);
  });

  it('reports a public entry without a source', () => {
    library('agent-core');
    rmSync(join(root, 'packages/agent-core/src/index.ts'));
    expect(checkDependencies(root)).toEqual([expect.stringContaining('src/index.ts does not exist')]);
  });

  it('reports an import that the manifest lists only for development', () => {
    library('agent-core');
    library('sandbox', { devDependencies: onCore.dependencies }, `export * from '@agentd/agent-core';`);
    expect(checkDependencies(root)).toEqual([expect.stringContaining('does not list @agentd/agent-core for it')]);
  });

  it('reports a built-in of Node in the core, not in its tests', () => {
    library('agent-core', {}, `import { join } from 'node:path'; join('a');`);
    write('packages/agent-core/src/index.test.ts', `import { join } from 'node:path'; join('a');`);
    expect(checkDependencies(root)).toEqual([expect.stringContaining('src/index.ts imports node:path')]);
  });

  describe('an optional peer', () => {
    const peer = {
      peerDependencies: { 'onnxruntime-node': '1' },
      peerDependenciesMeta: { 'onnxruntime-node': { optional: true } },
    };

    it('is reported with the chain that loads it, across packages', () => {
      library('models', { ...onCore, ...peer }, `export * from './local.ts';`);
      write('packages/models/src/local.ts', `import * as ort from 'onnxruntime-node'; export { ort };`);
      library('agent-core');
      library('sag', { dependencies: { '@agentd/models': '*' } }, `export * from '@agentd/models';`);
      expect(checkDependencies(root)).toContainEqual(
        expect.stringContaining(
          'packages/sag/src/index.ts > packages/models/src/index.ts > packages/models/src/local.ts loads',
        ),
      );
    });

    it('may be loaded by a package that depends on it outright', () => {
      library('agent-core');
      library('models', { ...onCore, ...peer });
      const dependencies = { '@agentd/models': '*', 'onnxruntime-node': '1' };
      library('cli', { dependencies }, `import * as ort from 'onnxruntime-node'; export { ort };`);
      expect(checkDependencies(root)).toEqual([]);
    });

    it('may be imported lazily and as a type', () => {
      library('agent-core');
      library(
        'models',
        { ...onCore, ...peer },
        `import type { Tensor } from 'onnxruntime-node';
         export type T = Tensor;
         export const load = () => import('onnxruntime-node');`,
      );
      expect(checkDependencies(root)).toEqual([]);
    });
  });
});
