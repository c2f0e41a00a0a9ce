import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickjsExecutor } from '../quickjs.ts';

/** Each would go on for very long, or for ever, where no interpreter loop can stop it. */
const endless: Record<string, string> = {
  'a regular expression that backtracks': '/(x+x+)+y/.exec("x".repeat(100))',
  'arithmetic on huge integers': 'let b = 3n; for (;;) b = b * b',
  'the text of a huge integer': 'const z = 10n ** 400000n; for (;;) z.toString()',
  'growing texts': 'let t = "a"; for (;;) t = t.padEnd(t.length * 2, "b").slice(0, 1e7)',
  'a comparison while sorting': '[3, 2, 1].sort(() => { for (;;); })',
  'JSON of shared objects': 'let q = {}; for (let i = 0; i < 40; i++) q = { a: q, b: q }; JSON.stringify(q)',
  'a flood of microtasks': 'function flood() { Promise.resolve().then(flood); } flood()',
  'an endless await': 'await (async () => { for (;;) await null; })()',
  'a proxy': 'new Proxy({}, { get() { for (;;); } }).x',
  'a getter': '({ get x() { for (;;); } }).x',
  'a conversion': '`${{ toString() { for (;;); } }}`',
  'a generator': 'function* g() { for (;;) yield 1; } [...g()]',
  finally:
    'function a() { try { throw 1; } finally { return b2(); } } function b2() { for (;;) { try { for (;;); } catch {} finally { continue; } } } a()',
  'a thenable': 'await { then() { for (;;); } }',
  'an array of four billion': 'new Array(2 ** 32 - 1).fill(0)',
  'moving memory': 'const u8 = new Uint8Array(5e7); for (;;) u8.copyWithin(0, 1)',
  parsing: 'const code = "1" + "+1".repeat(1e5); for (;;) eval(code)',
  'an interval': 'setInterval(() => {}, 5)',
  'a long sleep': 'await new Promise((done) => setTimeout(done, 1e6))',
};

describe('a session that ran away', () => {
  let session: Session;
  beforeAll(async () => {
    session = await quickjsExecutor({ memoryLimitMb: 128 }).open();
    await session.run('let kept = [1, 2]; Math.random()');
  });
  afterAll(() => session.close());
  const expectIntact = async () => expect(await session.run('kept')).toMatchObject({ status: 'ok', value: '[ 1, 2 ]' });

  it.each(Object.entries(endless))('is stopped in time: %s', async (_, code) => {
    const [branch] = await session.fork([`kept.push(3); ${code}`], { timeoutMs: 100 });
    expect(branch?.result).toMatchObject({ status: 'timeout', error: { type: 'TimeoutError' } });
    expect(branch?.result.durationMs).toBeLessThan(3_000);
    await expectIntact();
  });

  it.each([
    ['one text', '"a".repeat(2 ** 28).split("")'],
    ['arrays', 'const all = []; for (;;) all.push(new Array(1000).fill(0.5))'],
    ['a typed array', 'new Uint8Array(2 ** 30)'],
    ['a map', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })'],
  ])('is held to its memory: %s', async (_, code) => {
    const [branch] = await session.fork([`kept.push(3); ${code}`]);
    expect(branch?.result).toMatchObject({
      status: 'memory',
      error: { type: 'MemoryError', message: expect.stringContaining('128 MB') },
    });
    await expectIntact();
  });

  it('may go on after memory that it was refused and gave up again', async () => {
    const code = 'try { new Uint8Array(2 ** 30); } catch (error) { console.log(error.message); }\nkept.length';
    expect(await session.run(code)).toMatchObject({ status: 'ok', stdout: 'out of memory\n', value: '2' });
  });

  it('gives memory back', async () => {
    const branches = await session.fork(['const big = new Uint8Array(9e7).fill(1); big.length']);
    expect(branches[0]?.result.value).toBe('90000000');
    await expectIntact();
    await session.run('const large = new Uint8Array(6e7).fill(1)');
    expect((await session.run('large[5e7]')).value).toBe('1');
    const { memoryBytes = 0 } = (await session.reset?.()) ?? {};
    expect(memoryBytes).toBeLessThan(150e6);
    expect((await session.run('typeof large')).value).toBe("'undefined'");
    await session.run('let kept = [1, 2]');
  });

  it('commits a branch that needed more memory than the state has', async () => {
    const [small, large] = await session.fork(['let s = 1', 'const wide = new Uint8Array(4e7).fill(7); let s = 2']);
    await session.fork(['let u = 5']);
    expect(small?.result.status).toBe('ok');
    if (large === undefined) throw new Error('fork() gave no second branch');
    await session.commit(large);
    expect((await session.run('[s, wide[39999999], Date.now() > 0, new Array(1e5).fill(s).length]')).value).toBe(
      '[ 2, 7, true, 100000 ]',
    );
  });

  it.each([
    ['JSON', 'let n = []; for (let i = 0; i < 1e5; i++) n = [n]; JSON.stringify(n)'],
    ['flat()', 'let n = []; for (let i = 0; i < 1e5; i++) n = [n]; n.flat(Infinity).length'],
    ['source text', 'eval("(".repeat(1e5) + ")".repeat(1e5))'],
    ['proxies', 'let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x'],
    ['toString', 'const o = { toString() { return `${this}`; } }; `${o}`'],
    ['generators', 'function* g() { yield* g(); } [...g()]'],
  ])('survives endless depth: %s', async (_, code) => {
    const [branch] = await session.fork([code], { timeoutMs: 20_000 });
    expect(['runtime-error', 'ok']).toContain(branch?.result.status);
    expect((await session.run('s')).value).toBe('2');
  });
});
