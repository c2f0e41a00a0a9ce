import { cpus } from 'node:os';
import { defineConfig } from 'vitest/config';

// Sandboxes and local models are processes of their own: more files at a time than cores would only wait.
const maxWorkers = Math.max(1, Math.min(4, cpus().length));

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
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
});
