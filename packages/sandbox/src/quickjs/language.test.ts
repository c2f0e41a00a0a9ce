import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickjsExecutor } from '../quickjs.ts';

describe('JavaScript in a session', () => {
  let session: Session;
  beforeAll(async () => {
    session = await quickjsExecutor().open();
  });
  afterAll(() => session.close());
  const valueOf = async (code: string) => {
    const result = await session.run(code);
    expect(result.error, code).toBeUndefined();
    return result.value;
  };

  it('shares one scope from snippet to snippet, and lets all of it be declared again', async () => {
    await session.run(
      'let a = 1; const b = 2, { c, ...rest } = { c: 3, d: 4 };\nclass K { n() { return 1; } }\nfunction f() { return a; }',
    );
    expect(await valueOf('[a, b, c, rest.d, new K().n(), f()]')).toBe('[ 1, 2, 3, 4, 1, 1 ]');
    await session.run('const a = 10; let b;\nclass K { n() { return 2; } }\nlet f = () => a * 2;');
    expect(await valueOf('[a, b, new K().n(), f(), K.name]')).toBe("[ 10, undefined, 2, 20, 'K' ]");
    expect((await session.run('let twice = 1; let twice = 2')).status).toBe('syntax-error');
  });

  it('keeps classes and blocks apart from what stands next to them', async () => {
    expect(await valueOf('class Q {}\n[1, 2].length')).toBe('2');
    expect(await valueOf('let n = 1;\n{ let n = 2; }\nfor (let n = 5; n < 6; n++);\nn')).toBe('1');
    expect(await valueOf('const later = () => first; const first = 7; later()')).toBe('7');
  });

  it('awaits at the top level', async () => {
    expect(await valueOf('const waited = await Promise.resolve(20);\nwaited + 1')).toBe('21');
    expect(await valueOf('let sum = 0; for await (const n of [1, Promise.resolve(2)]) sum += n; sum')).toBe('3');
    const slept = await session.run('await new Promise((done) => setTimeout(done, 20)); console.log("after")');
    expect(slept).toMatchObject({ status: 'ok', stdout: 'after\n' });
    expect(slept).not.toHaveProperty('value');
    expect(await session.run('1;\nawait Promise.reject(new RangeError("no"))')).toMatchObject({
      status: 'runtime-error',
      error: { type: 'RangeError', message: 'no', line: 2 },
    });
    expect((await session.run('await new Promise(() => {})')).error?.message).toContain('nothing will settle');
  });

  it('runs what a snippet left to do before it is over, and none of it later', async () => {
    const code =
      'setTimeout(() => console.log(3), 15); setTimeout(() => console.log(2)); Promise.resolve().then(() => console.log(1)); console.log(0)';
    expect((await session.run(code)).stdout).toBe('0\n1\n2\n3\n');
    expect(
      (
        await session.run(
          'let n2 = 0; const timer = setInterval(() => { if (++n2 === 3) clearInterval(timer); }, 1); null',
        )
      ).status,
    ).toBe('ok');
    expect(await valueOf('n2')).toBe('3');
    await session.run(
      'setTimeout(() => console.log("left"), 5); Promise.resolve().then(() => console.log("left")); throw 1',
    );
    expect((await session.run('await new Promise((done) => setTimeout(done, 15))')).stdout).toBe('');
  });

  it('reports what went wrong later on', async () => {
    for (const code of [
      'setTimeout(() => { throw new TypeError("late"); })',
      'queueMicrotask(() => { throw new TypeError("late"); })',
      'async function main() { throw new TypeError("late"); }\nmain()',
    ]) {
      expect(await session.run(code), code).toMatchObject({ status: 'runtime-error', error: { message: 'late' } });
    }
  });

  it('shows the value of a last expression and of nothing else', async () => {
    expect(await valueOf('"text"')).toBe("'text'");
    expect(await valueOf('null')).toBe('null');
    for (const code of ['undefined', 'let o = 5', 'if (true) 5', 'for (let i = 0; i < 3; i++) i', '"use strict"', '']) {
      expect(await session.run(code), code).not.toHaveProperty('value');
    }
  });

  it('has what was added to the language up to now', async () => {
    expect(
      await valueOf('[3, 1].toSorted().with(0, 9).findLast((n) => n > 1) + Object.groupBy([1], () => "k").k.length'),
    ).toBe('4');
    expect(await valueOf('2n ** 100n')).toBe('1267650600228229401496703205376n');
    expect(await valueOf('new Set([1, 2]).union(new Set([3])).size + [..."aé😀"].length')).toBe('6');
    expect(await valueOf('structuredClone(new Map([["a", { b: [1, new Date(0)] }]]))')).toBe(
      "Map(1) { 'a' => { b: [ 1, 1970-01-01T00:00:00.000Z ] } }",
    );
    expect(await valueOf('performance.now() >= 0 && Math.abs(Date.now() - new Date()) < 1000')).toBe('true');
  });

  it('shows errors with the model’s own lines', async () => {
    await session.run('function outer(o) {\n  return inner(o);\n}\nfunction inner(o) {\n  return o.a.b;\n}');
    const { error } = await session.run('1;\n[{}].map((o) => outer(o))');
    expect(error).toMatchObject({ type: 'TypeError', line: 5 });
    expect(error?.traceback).toMatch(
      /^TypeError: cannot read property 'b' of undefined\n {4}at inner \(<step \d+>:5:13\)\n {8}return o\.a\.b;\n {4}at outer \(<step \d+>:2:\d+\)\n {8}return inner\(o\);\n {4}at <anonymous> \(.*\n.*\n {4}at <step \d+>:2:\d+\n {8}\[\{\}\]\.map\(\(o\) => outer\(o\)\)$/,
    );
    expect(error?.traceback).not.toMatch(/agentd|native/);
    const own = await session.run(
      'class Own extends Error {}\nfunction raise() {\n  throw new Own("mine", { cause: new Error("deep") });\n}\nraise()',
    );
    expect(own.error).toMatchObject({ type: 'Own', message: 'mine', line: 3 });
    expect(own.error?.traceback).toContain('[cause]: Error: deep');
    expect((await session.run('\nthrow { code: 5 }')).error).toMatchObject({
      type: 'Uncaught',
      message: '{ code: 5 }',
    });
    expect((await session.run('const text = "a";\ntext.foo.bar()')).error).toMatchObject({ line: 2 });
    expect((await session.run('text.foo()')).error?.message).toBe('text.foo is not a function');
    const deep = await session.run('function down(n) { return down(n + 1); }\ndown(0)');
    expect(deep.error?.traceback.split('\n').length).toBeLessThan(10);
  });

  it('points at the place of a syntax error', async () => {
    const { error } = await session.run('let fine = 1;\n  let x = (1 + ;');
    expect(error).toMatchObject({ type: 'SyntaxError', line: 2 });
    expect(error?.traceback).toMatch(/\n {4}at <step \d+>:2:16\n {8}let x = \(1 \+ ;\n {21}\^$/);
  });

  it('reports syntax that QuickJS does not know like any other', async () => {
    const result = await session.run('1;\nusing file = { [Symbol.dispose]() {} };');
    expect(result).toMatchObject({ status: 'syntax-error', error: { type: 'SyntaxError', line: 2 } });
  });

  it('names what is not there', async () => {
    for (const [code, name] of [
      ['const fs = require("fs")', 'require'],
      ['process.env', 'process'],
      ['await import("node:fs")', 'import()'],
      ['import fs from "fs"', 'import'],
      ['await fetch("http://localhost")', 'fetch'],
      ['Deno.readTextFile("x")', 'Deno'],
    ] as const) {
      const result = await session.run(code);
      expect(result, code).toMatchObject({ status: 'blocked', error: { type: 'SandboxError' } });
      expect(result.error?.message, code).toContain(`${name} is not available`);
    }
    expect(await valueOf('typeof require + typeof process + typeof globalThis.fetch')).toBe(
      "'undefinedundefinedundefined'",
    );
  });

  it('gives final answers from wherever they are called', async () => {
    for (const code of [
      'function f2() { for (const x of [1]) { try { finalAnswer("done") } finally { console.log("no") } } }\nf2(); console.log("no")',
      'await (async () => { await null; final_answer("done"); })(); console.log("no")',
      'setTimeout(() => finalAnswer("done")); await new Promise((r) => setTimeout(r, 5000))',
      'Promise.resolve().then(() => finalAnswer("done")).catch(() => {}).then(() => finalAnswer("other"))',
      '[1, 2].map(() => finalAnswer("done"))',
      'finalAnswer("done"); while (true);',
    ]) {
      expect(await session.run(code), code).toMatchObject({ status: 'ok', stdout: '', finalAnswer: { text: 'done' } });
    }
    expect((await session.run('var finalAnswer = 42')).status).toBe('ok');
    expect((await session.run('final_answer(finalAnswer)')).finalAnswer).toEqual({ text: '42', value: 42 });
  });
});
