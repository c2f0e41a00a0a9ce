import { describe, expect, it } from 'vitest';
import { resolveOptions } from './options.ts';
import { pyodideExecutor } from '../pyodide.ts';

describe('pyodideExecutor', () => {
  it('has defaults for all options', () => {
    expect(resolveOptions({})).toMatchObject({
      timeoutMs: 10_000,
      memoryLimitMb: 512,
      outputLimit: 20_000,
      seed: 0,
      bubblewrap: 'auto',
    });
  });

  it.each([
    ['timeoutMs', { timeoutMs: 0 }],
    ['memoryLimitMb', { memoryLimitMb: 5 }],
    ['outputLimit', { outputLimit: Number.NaN }],
    ['fileQuotaMb', { fileQuotaMb: -1 }],
    ['seed', { seed: 1.5 }],
    ['cacheDir', { cacheDir: '' }],
    ['packages', { packages: [''] }],
    ['packageBaseUrl', { packageBaseUrl: 'file:///packages/' }],
    ['packageFolder', { packageFolder: '' }],
  ])('refuses a bad %s and names it', (name, options) => {
    expect(() => pyodideExecutor(options)).toThrow(
      expect.objectContaining({ code: 'executor/bad-options', message: expect.stringContaining(name) }),
    );
  });

  it('refuses an option that it does not know', () => {
    const mistyped: object = { timeoutMS: 5 };
    expect(() => pyodideExecutor(mistyped)).toThrow(/timeoutMS/);
  });
});
