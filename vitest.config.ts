import { cpus } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Sandboxes and local models are processes of their own: one file more than cores keeps these busy while a test waits.
const maxWorkers = Math.min(5, cpus().length + 1);

/** The longest files first, so that none of them is left alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => /(escape|conformance)\.test\.ts$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  // `@agentd/source` points at each package's src/: tests need no build.
  resolve: { conditions: ['@agentd/source', 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: ['@agentd/source', 'module', 'node', 'development|production'] } },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'training/*/src/**/*.test.ts',
      'examples/*/**/*.test.ts',
      'benchmarks/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', '**/build/**'],
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
