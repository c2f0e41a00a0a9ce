import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickjsExecutor } from '../quickjs.ts';

describe('what JavaScript prints', () => {
  let session: Session;
  beforeAll(async () => {
    session = await quickjsExecutor().open();
  });
  afterAll(() => session.close());

  it('reads as in Node', async () => {
    const cases: [code: string, text: string][] = [
      ['console.log("a", 1, -0, 2n, null, undefined, true, Symbol("s"))', 'a 1 -0 2n null undefined true Symbol(s)'],
      ['print(["it\'s", \'a"b\', "new\\nline"])', "[ \"it's\", 'a\"b', 'new\\nline' ]"],
      [
        'console.info({ a: { b: { c: { d: 1 } } }, "x-y": [[[[1]]]] })',
        "{ a: { b: { c: [Object] } }, 'x-y': [ [ [Array] ] ] }",
      ],
      [
        'console.warn(new Map([[{ a: 1 }, new Set("ab")]]), /x/gi, new Date(NaN))',
        "Map(1) { { a: 1 } => Set(2) { 'a', 'b' } } /x/gi Invalid Date",
      ],
      [
        'console.debug(class A extends Map {}, function f() {}, async () => {}, function* () {})',
        '[class A extends Map] [Function: f] [AsyncFunction (anonymous)] [GeneratorFunction (anonymous)]',
      ],
      [
        'class P { x = 1; get y() { return 2; } static z = 3 }; console.log(new P(), P, { get g() { return 1; } })',
        'P { x: 1 } [class P] { z: 3 } { g: [Getter] }',
      ],
      [
        'console.log(Object.create(null), [1, , 3], new Uint8Array(2), Promise.resolve(4))',
        '[Object: null prototype] {} [ 1, <1 empty item>, 3 ] Uint8Array(2) [ 0, 0 ] Promise { 4 }',
      ],
      ['const loop = {}; loop.self = loop; console.log(loop)', '<ref *1> { self: [Circular *1] }'],
      [
        'console.log("%s has %d of %i, %j %o %%", "x", 1.5, 2.7, [1], { a: 1 }, "rest")',
        'x has 1.5 of 2, [1] { a: 1 } % rest',
      ],
      ['console.log({ e: new TypeError("bad") })', '{ e: [TypeError: bad] }'],
      ['console.group("g"); console.log("in\\nside"); console.groupEnd(); console.log("out")', 'g\n  in\n  side\nout'],
      ['console.log(new Proxy({ a: 1 }, { get() { throw 1; }, ownKeys() { throw 2; } }))', '{ a: 1 }'],
    ];
    for (const [code, text] of cases) expect((await session.run(code)).stdout, code).toBe(`${text}\n`);
    const long = (await session.run('Array.from({ length: 120 }, (_, n) => n)')).value;
    expect(long).toMatch(/^\[\n {2}0, 1, 2, .*\n.*... 20 more items\n\]$/s);
    expect((await session.run('({ alpha: "x".repeat(40), beta: "y".repeat(40) })')).value).toBe(
      `{\n  alpha: '${'x'.repeat(40)}',\n  beta: '${'y'.repeat(40)}'\n}`,
    );
  });
});
