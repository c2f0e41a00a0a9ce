import { StepToolHost, tool, type Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { quickjsExecutor } from '../quickjs.ts';

const echo = tool({
  name: 'echo',
  description: 'Gives it back.',
  input: z.object({ value: z.json() }),
  effect: 'read',
  execute: ({ value }) => value,
});

/** What code may do to what it shares with the program that runs it. */
const deeds: string[] = [
  'JSON.stringify = JSON.parse = () => "{}"',
  'String.prototype.slice = String.prototype.indexOf = String.prototype.includes = () => { throw 1; }',
  'Array.prototype[Symbol.iterator] = () => { throw 1; }; Array.prototype.push = Array.prototype.join = null',
  'for (const name of ["value", "get", "set", "then", "type", "message", "line", "depth", "error", "output"]) Object.prototype[name] = "forged"',
  'Object.defineProperty(Object.prototype, "value", { get() { throw 1; }, set() { throw 1; } })',
  'for (let i = 0; i < 200; i++) Object.defineProperty(Array.prototype, i, { get() { throw 1; }, set() { throw 1; } })',
  'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => "forged"',
  'Object.defineProperty(Error, Symbol.hasInstance, { value: () => true })',
  'RegExp.prototype.exec = RegExp.prototype.test = () => null; Object.defineProperty(RegExp.prototype, "flags", { get() { throw 1; } })',
  'Promise.prototype.then = Promise.resolve = () => { throw 1; }; globalThis.Promise = undefined',
  'Reflect.ownKeys = Reflect.getOwnPropertyDescriptor = Reflect.apply = Reflect.defineProperty = () => { throw 1; }',
  'Object.getPrototypeOf = Object.is = Object.hasOwn = () => true; Array.isArray = () => true; Error.isError = () => true',
  'Error.prepareStackTrace = (_, frames) => { frames[0].getFunction(); return "forged"; }',
  'Math.floor = Math.min = Math.random = () => NaN; Date.now = () => 0; globalThis.Date = undefined',
  'console.log = console.error = () => {}; globalThis.console = { log() {} }',
  'finalAnswer = final_answer = print = echo = ToolError = () => "forged"',
  'function finalAnswer() {}\nfunction print() {}\nfunction echo() {}',
  'Object.defineProperty(globalThis, "stolen", { get() { return finalAnswer("forged"); } })',
  'Symbol.prototype.toString = BigInt.prototype.toString = Number.prototype.toString = () => { throw 1; }',
  'Object.setPrototypeOf(Array.prototype, new Proxy({}, { get() { throw 1; }, set() { throw 1; }, has() { throw 1; } }))',
  'Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Function.prototype)',
  'WeakMap.prototype.get = Map.prototype.forEach = () => { throw 1; }',
  'globalThis.globalThis = undefined',
];

const probe = `let kept2 = kept + 1;
console.log("printed", [1, { a: "b" }], new Map([[1, 2]]), /x/g);
let caught = "";
try { null.x } catch (error) { caught = error.name; }
[kept2, caught, echo({ value: { list: [1, "two", null] } }).list[1]]`;

describe('code that replaced what it could reach', () => {
  let session: Session;
  const host = new StepToolHost([echo]);
  beforeAll(async () => {
    session = await quickjsExecutor().open({ tools: host });
    await session.run('const kept = 1');
  });
  afterAll(() => session.close());
  const clean = {
    status: 'ok',
    value: "[ 2, 'TypeError', 'two' ]",
    stdout: "printed [ 1, { a: 'b' } ] Map(1) { 1 => 2 } /x/g\n",
  };

  it.each(deeds)('does not reach the next candidate: %s', async (deed) => {
    host.beginStep();
    const [, after] = await session.fork([deed, probe]);
    expect(after?.result).toMatchObject({
      ...clean,
      toolCalls: [{ tool: 'echo', arguments: { value: { list: [1, 'two', null] } } }],
    });
  });

  it.each(deeds)('does not change what the host is told, even in later snippets: %s', async (deed) => {
    await session.reset?.({ tools: host });
    host.beginStep();
    await session.run('const kept = 1');
    const poisoned = await session.run(deed);
    expect(poisoned.status).toBe('ok');
    expect(await session.run('console.log("a", 1)\nkept')).toMatchObject({ status: 'ok', stdout: 'a 1\n', value: '1' });
    expect(await session.run('\nmissing')).toMatchObject({
      status: 'runtime-error',
      error: { type: 'ReferenceError', line: 2 },
    });
    expect((await session.run('let x = ;')).status).toBe('syntax-error');
    expect(await session.run('echo("asked")')).toMatchObject({
      value: "'asked'",
      toolCalls: [{ arguments: { value: 'asked' } }],
    });
    expect((await session.run('finalAnswer("sound")')).finalAnswer).toEqual({ text: 'sound', value: 'sound' });
  });

  it('does not run the code of a value that is shown', async () => {
    await session.reset?.({ tools: host });
    const code = `let ran = 0;
const trap = () => { ran++; throw new Error("ran"); };
class Sly { get [Symbol.toStringTag]() { return trap(); } toString() { return trap(); } toJSON() { return trap(); } [Symbol.toPrimitive]() { return trap(); } }
const sly = Object.defineProperty(new Sly(), "own", { enumerable: true, get: trap });
const error = new Error("x");
for (const name of ["stack", "message", "name", "cause"]) Object.defineProperty(error, name, { get: trap });
const handler = new Proxy({}, { get: () => trap });
console.log(sly, error, new Proxy({}, handler), new Proxy(() => 1, handler), Object.create(sly));
console.log(ran);`;
    const { stdout, status } = await session.run(code);
    expect(status).toBe('ok');
    expect(stdout.trim().split('\n').at(-1)).toBe('0');
    expect(await session.run('error')).toMatchObject({ status: 'ok' });
    expect((await session.run('throw error')).status).toBe('runtime-error');
    expect((await session.run('finalAnswer(sly)')).finalAnswer?.text).toContain('Sly');
  });

  it('cannot pollute the host’s prototypes', async () => {
    await session.reset?.({ tools: host });
    host.beginStep();
    const result = await session.run(
      'const evil = JSON.parse(\'{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}\');\necho({ value: evil });\nfinalAnswer(evil)',
    );
    expect(result.status).toBe('ok');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.getPrototypeOf(result.finalAnswer?.value ?? null)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(result.toolCalls[0]?.arguments ?? null)).toBe(Object.prototype);
  });
});
