import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Sandboxes and local models are processes of their own: one file more than cores keeps these busy while a test waits.
const maxWorkers = Math.min(5, cpus().length + 1);

// Commands, sandboxes and examples are started hundreds of times: their modules are stripped of types and compiled once.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url));

/** The longest files first, so that none of them is left alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /(snippets|run|demo|snapshot-store|packages|leaks|escape|conformance)\.test\.ts$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const light = ['packages/{agent-core,evaluator}/src/**/*.test.ts', 'packages/models/src/openai/**/*.test.ts'];
const everything = [
  'packages/*/{src,test}/**/*.test.ts',
  'training/*/src/**/*.test.ts',
  'examples/*/**/*.test.ts',
  'benchmarks/**/*.test.ts',
  'scripts/**/*.test.ts',
];
const exclude = ['**/node_modules/**', '**/dist/**', '**/build/**'];

export default defineConfig({
  // `@agentd/source` points at each package's src/: tests need no build.
  resolve: { conditions: ['@agentd/source', 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: ['@agentd/source', 'module', 'node', 'development|production'] } },
  test: {
    projects: [
      // A process of its own for each file costs as much as most of these tests, which share nothing.
      { extends: true, test: { name: 'light', include: light, exclude, isolate: false } },
      { extends: true, test: { name: 'heavy', include: everything, exclude: [...exclude, ...light] } },
    ],
    pool: 'forks',
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
});
