import { attackGroup } from '../attack.ts';

/** Passes on to the host what is not what it seems. */
export const forgedCalls = attackGroup(
  {
    language: 'javascript',
    category: 'forged tool calls',
    mustNot: 'confuse the host about the tools that were called, or run code of the host',
  },
  {
    'names of prototypes in arguments': `const value = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toJSON":1,"then":2}');
console.log(JSON.stringify(inspect_value({ value })));
try { inspect_value(JSON.parse('{"__proto__":{"value":1},"value":1}')); } catch (error) { console.log(error.name); }`,
    'a prototype as the arguments': `for (const given of [Object.create({ value: 1 }), Object.create(null, { value: { value: 1, enumerable: true } }), { __proto__: { value: 2 } }, Object.prototype, globalThis]) {
  try { console.log(JSON.stringify(inspect_value(given))); } catch (error) { console.log(error.name); }
}`,
    'a proxy as the arguments': `const log = [];
const handler = new Proxy({}, { get: (_, trap) => (...rest) => { log.push(String(trap)); return Reflect[trap](...rest); } });
for (const target of [{ value: 1 }, [1], () => 1]) {
  try { console.log(JSON.stringify(inspect_value(new Proxy(target, handler)))); } catch (error) { console.log(error.name); }
  try { console.log(JSON.stringify(inspect_value({ value: new Proxy(target, handler) }))); } catch (error) { console.log(error.name); }
}`,
    'a proxy that lies': `const liar = new Proxy({}, { ownKeys: () => ['a', 'b'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: () => { throw new Error('poisoned'); }, getPrototypeOf: () => Array.prototype });
for (const given of [liar, { value: liar }, { value: [liar] }]) {
  try { console.log(JSON.stringify(inspect_value(given))); } catch (error) { console.log(error.name); }
}`,
    'a revoked proxy': `const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
for (const given of [proxy, { value: proxy }]) {
  try { inspect_value(given); } catch (error) { console.log(error.name); }
}`,
    'getters in the arguments': `let count = 0;
const given = { get value() { count++; if (count > 1) return () => {}; return { get inner() { throw new Error('poisoned'); } }; } };
for (const value of [given, { value: given }, Object.defineProperty([], 0, { get() { echo('inner'); return 1; } })]) {
  try { console.log(JSON.stringify(inspect_value(value))); } catch (error) { console.log(error.name); }
}`,
    toJSON: `for (const value of [{ toJSON() { throw new Error('poisoned'); } }, { toJSON: () => ({ toJSON: () => 1 }) }, { toJSON() { return this; } }, Object.assign([], { toJSON: () => 'forged' }), Object.assign(() => {}, { toJSON: () => 'forged' })]) {
  try { console.log(JSON.stringify(inspect_value({ value }))); } catch (error) { console.log(error.name); }
}
String.prototype.toJSON = Number.prototype.toJSON = Object.prototype.toJSON = () => 'forged';
try { console.log(inspect_value({ value: ['a', 1, {}] })); } catch (error) { console.log(error.name); }`,
    'arguments that change while they are read': `const list = [1, 2, 3];
Object.defineProperty(list, 1, { get() { list.length = 0; for (let n = 0; n < 1000; n++) list.push(n); return 1; }, configurable: true });
const object = { get a() { delete object.b; object.c = 1; return 1; }, b: 2 };
for (const value of [list, object]) {
  try { console.log(JSON.stringify(inspect_value({ value })).length); } catch (error) { console.log(error.name); }
}`,
    'arguments that are nested in themselves': `const loop = [];
loop.push(loop);
const table = {};
table.self = { table };
for (const value of [loop, table]) {
  try { inspect_value({ value }); } catch (error) { console.log(error.name); }
}`,
    'arguments that are nested deeply': `for (const depth of [100, 2000, 50_000]) {
  let value = 1;
  for (let n = 0; n < depth; n++) value = n % 2 ? [value] : { value };
  try { inspect_value({ value }); } catch (error) { console.log(error.name); }
}`,
    'arguments of many parts': {
      code: `try { inspect_value({ value: new Array(300_000).fill([]) }); } catch (error) { console.log(error.name); }
try { inspect_value({ value: Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => ['k' + n, 1])) }); } catch (error) { console.log(error.name); }`,
      limitMs: 4_000,
    },
    'large arguments': {
      code: `for (const size of [10 ** 6, 2 * 10 ** 7]) {
  try { console.log(echo('x'.repeat(size)).length); } catch (error) { console.log(error.name); }
}`,
      limitMs: 4_000,
    },
    'values that JSON has not': `for (const value of [undefined, NaN, Infinity, -0, 1n, Symbol('x'), () => {}, new Date(NaN), new Map([[1, 2]]), new Set([1]), /x/, new Uint8Array(3), new ArrayBuffer(8), new Error('x'), Promise.resolve(1), new Proxy({}, {}), Object(1n), Object(Symbol('y')), new Boolean(false), new String('told'), [,1]]) {
  try { console.log(JSON.stringify(inspect_value({ value }))); } catch (error) { console.log(error.name); }
}`,
    'text that is no text, as an argument': String.raw`for (const text of ['\ud800\udfff', '\0', '\u2028\u2029', '"}],"x":"', '\\', '\udcff', '\ufeff']) {
  if (echo(text) !== text && text.isWellFormed?.() !== false) console.log('altered', JSON.stringify(text));
}`,
    'species and iterators': `class List extends Array { static get [Symbol.species]() { return function () { return { push() {}, length: 10 ** 9, 0: 'forged' }; }; } }
const list = List.from([1, 2]);
list[Symbol.iterator] = function* () { yield 'forged'; };
Object.defineProperty(list, 'constructor', { get() { throw new Error('poisoned'); } });
try { console.log(JSON.stringify(inspect_value({ value: list }))); } catch (error) { console.log(error.name); }`,
    'tools called in strange ways': `for (const call of [() => new echo('a'), () => Reflect.construct(echo, ['a'], Array), () => echo.call({ tool: 'store' }, 'a'), () => Reflect.apply(echo, globalThis, { length: 1, 0: 'a' }), () => echo\`a\`, () => [1, 2].map(echo), () => class extends echo {}, () => echo(...new Array(1000).fill('a'))]) {
  try { call(); } catch (error) { console.log(error.name); }
}`,
    'a tool’s name and text altered': `for (const thing of [echo, store]) {
  for (const key of ['name', 'length', 'toString', 'call', 'apply', 'prototype', 'tool']) {
    try { Object.defineProperty(thing, key, { value: 'store' }); } catch (error) { console.log(error.name); }
  }
  Object.setPrototypeOf(thing, null);
}
console.log(echo('a'));`,
    'a tool inside an argument of a tool': `try { console.log(inspect_value({ get value() { return echo('inner'); } })); } catch (error) { console.log(error.name); }
console.log(inspect_value({ value: echo(echo('a')) }));`,
    'a branch that stores': {
      code: "console.log(store('kept'), store({ text: 'kept' }));",
      truth: { status: ['ok'], stdout: 'null null\n' },
    },
  },
);
