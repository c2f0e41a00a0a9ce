import { describe, expect, it } from 'vitest';
import { quickjsExecutor } from '../quickjs.ts';
import { resolveOptions } from './options.ts';

const withBubblewrap = quickjsExecutor().isolation.layers.includes('bubblewrap');

describe('isolation', () => {
  it('names every layer once, as active or as missing', () => {
    const { label, layers, missing } = quickjsExecutor({ bubblewrap: 'off' }).isolation;
    expect(label).toBe('quickjs+process');
    expect(missing).toContain('bubblewrap');
    expect(layers).toContain('wasm-interpreter');
    expect(new Set([...layers, ...missing]).size).toBe(layers.length + missing.length);
  });

  it('works without bubblewrap, with limits and aborts', async () => {
    const session = await quickjsExecutor({ bubblewrap: 'off' }).open();
    expect((await session.run('for (;;);', { timeoutMs: 200 })).status).toBe('timeout');
    await expect(session.run('for (;;);', { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/);
    expect((await session.run('1 + 1')).value).toBe('2');
    await session.close();
  });

  it.skipIf(!withBubblewrap)('works inside bubblewrap (skipped where bwrap is not installed)', async () => {
    const executor = quickjsExecutor({ bubblewrap: 'require' });
    expect(executor.isolation.label).toBe('quickjs+process+bubblewrap');
    const session = await executor.open();
    expect((await session.run('for (;;);', { timeoutMs: 200 })).status).toBe('timeout');
    await expect(session.run('for (;;);', { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/);
    expect((await session.run('1 + 1')).value).toBe('2');
    await session.close();
  });

  it('leads no way from a value to the host', async () => {
    const session = await quickjsExecutor().open();
    for (const way of [
      'finalAnswer.constructor("return typeof process")()',
      'console.log.constructor("return typeof require")()',
      '(async () => {}).constructor("return typeof process")().then(String) && "undefined"',
      'setTimeout.constructor.constructor("return typeof globalThis.process")()',
      'Object.keys(finalAnswer).length === 0 && typeof finalAnswer.caller',
    ]) {
      expect((await session.run(`(() => { try { return ${way}; } catch { return "undefined"; } })()`)).value, way).toBe(
        "'undefined'",
      );
    }
    expect((await session.run('typeof host + typeof call + typeof dispatch')).value).toBe(
      "'undefinedundefinedundefined'",
    );
    await session.close();
  });
});

describe('quickjsExecutor', () => {
  it('has defaults for all options', () => {
    expect(resolveOptions({})).toMatchObject({ timeoutMs: 10_000, memoryLimitMb: 256, outputLimit: 20_000, seed: 0 });
  });

  it.each([
    ['timeoutMs', { timeoutMs: 0 }],
    ['memoryLimitMb', { memoryLimitMb: 5 }],
    ['outputLimit', { outputLimit: Number.NaN }],
    ['seed', { seed: 1.5 }],
  ])('refuses a bad %s and names it', (name, options) => {
    expect(() => quickjsExecutor(options)).toThrow(
      expect.objectContaining({ code: 'executor/bad-options', message: expect.stringContaining(name) }),
    );
  });

  it('refuses an option that it does not know', () => {
    const mistyped: object = { timeoutMS: 5 };
    expect(() => quickjsExecutor(mistyped)).toThrow(/timeoutMS/);
  });

  it('keeps the outputs of a session to its limit', async () => {
    const session = await quickjsExecutor({ outputLimit: 200 }).open();
    const { stdout } = await session.run('console.log("a".repeat(1000)); console.log("end")');
    expect(stdout).toMatch(/^a+\n\.\.\. \[\d+ characters left out\] \.\.\.\na+\nend\n$/);
    expect((await session.run('throw new Error("e".repeat(5000))')).error?.message.length).toBeLessThan(300);
    expect((await session.run('finalAnswer("f".repeat(5000))')).finalAnswer?.text.length).toBeLessThan(300);
    await session.close();
  });
});
