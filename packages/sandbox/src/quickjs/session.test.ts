import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickjsExecutor } from '../quickjs.ts';

/** State of many kinds. */
const setUp = `const table = new Map(Array.from({ length: 2000 }, (_, i) => [i, String(i)]));
const list = Array.from({ length: 1000 }, (_, i) => i);
function* generate() { for (let i = 0; i < 100; i++) yield i; }
const generator = generate(); generator.next();
const weak = new WeakMap([[table, 1]]); const sticky = /a/y; sticky.lastIndex = 3;
const memo = (() => { let calls = 0; return () => ++calls; })(); memo();
const symbol = Symbol.for("s"); const bytes = new Uint8Array(10000).fill(7); let promise = Promise.resolve(5);`;

const probe = `console.log(table.size, list.length, list.reduce((a, b) => a + b), generator.next().value, weak.get(table), sticky.lastIndex,
  memo(), Symbol.keyFor(symbol), bytes.reduce((a, b) => a + b), await promise, Math.random(), Object.keys(globalThis).length,
  new Error("x").stack.length, typeof extra, [3, 1, 2].sort().join())`;

const deeds = [
  'table.clear(); list.length = 0; generator.return(); memo(); sticky.lastIndex = 0; bytes.fill(0)',
  'globalThis.extra = new Array(1e5).fill({}); Math.random(); promise = Promise.reject(1)',
  'for (let i = 0; i < 3e4; i++) globalThis["g" + i] = Symbol("x" + i)',
  'Array.prototype.sort = () => "forged"; delete globalThis.Map; Object.prototype.extra = 1',
  'const hoard = []; for (let i = 0; i < 3e5; i++) hoard.push({ i })',
  'new Uint8Array(6e7).fill(1)',
  'throw new Error("half way")',
  'function again() { return again() + 1; } again()',
  'let nest = []; for (let i = 0; i < 1e5; i++) nest = [nest]; JSON.stringify(nest)',
  'for (;;) table.set({}, {})',
  'for (;;);',
  'finalAnswer(list)',
  'console.log("y".repeat(1e6))',
  'await import("x")',
];

describe('a branch that is not committed', () => {
  it('leaves nothing behind', async () => {
    const session = await quickjsExecutor({ timeoutMs: 300, memoryLimitMb: 128 }).open();
    await session.run(setUp, { timeoutMs: 5_000 });
    const [first] = await session.fork([probe], { timeoutMs: 5_000 });
    expect(first?.result.error).toBeUndefined();
    for (const deed of deeds) {
      const [, after] = await session.fork([deed, probe]);
      expect(after?.result.stdout, deed).toBe(first?.result.stdout);
    }
    await session.close();
  });
});

describe('a long session', () => {
  it('is at every moment in the state that its commits add up to', async () => {
    const session = await quickjsExecutor({ timeoutMs: 2_000, memoryLimitMb: 64, seed: 3 }).open();
    const added: number[] = [];
    await session.run('const log = []; const ballast = new Map();');
    let state = 1;
    const draw = (below: number) => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1) % below;
    const add = (n: number) => `log.push(${n}); ballast.set(${n}, "x".repeat(${n})); log.length`;
    for (let step = 0; step < 40; step++) {
      const n = draw(5_000);
      const kind = draw(6);
      if (kind === 0) {
        await session.run(add(n));
        added.push(n);
      } else if (kind === 1) {
        expect((await session.run('ballast.clear(); for (;;) log.push(1)', { timeoutMs: 15 })).status).toMatch(
          /^(timeout|memory)$/,
        );
      } else {
        const codes = [
          add(n + 1),
          'log.length = 0; throw 1',
          'new Uint8Array(3e7).fill(1)',
          add(n),
          'finalAnswer(log.pop())',
        ];
        const branches = await session.fork(codes.slice(draw(3)));
        const winner = branches.find(({ code }) => code === add(n));
        if (kind > 3 || winner === undefined) continue;
        expect(winner.result.value).toBe(String(added.length + 1));
        await session.commit(winner);
        added.push(n);
      }
    }
    const { stdout } = await session.run(
      'console.log(JSON.stringify([log, [...ballast.values()].map((text) => text.length)]))',
    );
    expect(JSON.parse(stdout)).toEqual([added, [...new Set(added)]]);
    await session.close();
  });
});

describe('a session that is reset', () => {
  let session: Session;
  const probeNames =
    'console.log(Reflect.ownKeys(globalThis).length, Math.random(), typeof x, Array.prototype.map.name)';
  let fresh: string;
  beforeAll(async () => {
    session = await quickjsExecutor({ timeoutMs: 500 }).open();
    fresh = (await session.run(probeNames)).stdout;
  });
  afterAll(() => session.close());

  it('is as it was when it was opened, whatever was done', async () => {
    for (const deed of [
      'let x = new Array(1e6).fill(1)',
      'Array.prototype.map = null; globalThis.x = 1',
      'for (;;);',
    ]) {
      await session.run(deed);
      const [branch] = await session.fork(['let y = "a".repeat(1e6)']);
      if (branch !== undefined) await session.commit(branch);
      await session.reset?.();
      expect((await session.run(probeNames)).stdout).toBe(fresh);
    }
  });

  it('draws other random numbers with another seed, and the same with the same', async () => {
    const draw = async (seed: number | 'random') => {
      const other = await quickjsExecutor({ seed }).open();
      const { value } = await other.run('Math.random()');
      await other.close();
      return value;
    };
    const drawn = await Promise.all([draw(5), draw(5), draw(6), draw('random')]);
    expect(drawn[0]).toBe(drawn[1]);
    expect(new Set(drawn).size).toBe(3);
  });
});
