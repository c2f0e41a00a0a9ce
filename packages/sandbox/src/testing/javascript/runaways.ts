import { attackGroup } from '../attack.ts';

const ended = { status: ['timeout', 'memory', 'runtime-error'] } as const;

/** Runs on and on, and holds on to whatever would stop it. */
export const runaways = attackGroup(
  { language: 'javascript', category: 'runaways', mustNot: 'go on past its time', limitMs: 100, truth: ended },
  {
    'an endless loop': 'for (;;) {}',
    'tool calls without an end': "for (;;) { try { echo('x'); echo('y'.repeat(200000)); } catch {} }",
    'catch and finally':
      'outer: for (;;) { try { for (;;) {} } catch { continue outer; } finally { continue outer; } }',
    'a function that will not return': '(function () { for (;;) { try { return; } finally { continue; } } })()',
    'a generator that will not close': `function* stubborn() { for (;;) { try { yield 1; } finally { for (;;) {} } } }
const generator = stubborn();
generator.next();
generator.return();`,
    'an iterator whose return never ends':
      'for (const value of { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }), return() { for (;;) {} } }) }) break;',
    'promises that renew themselves': 'const again = () => Promise.resolve().then(again);\nawait again();',
    'promises that renew themselves, unawaited': 'const again = () => Promise.resolve().then(again);\nagain();',
    'an async function that never ends': 'async function again() { for (;;) await null; }\nawait again();',
    'async functions that start each other':
      'async function again() { await null; again(); again(); }\nawait again();\nawait new Promise(() => {});',
    'an async generator':
      'async function* numbers() { for (let n = 0; ; n++) yield n; }\nfor await (const n of numbers()) {}',
    thenables: 'const thenable = { then(resolve) { resolve(thenable); } };\nawait thenable;',
    'a thenable in its own thenable':
      'const make = () => ({ get then() { return (resolve) => resolve(make()); } });\nawait make();',
    'a promise that is never settled': {
      code: 'await new Promise(() => {});',
      truth: { status: ['timeout', 'runtime-error', 'ok'] },
    },
    'timers that renew themselves': 'const again = () => setTimeout(again, 0);\nagain();',
    'an interval': 'setInterval(() => {}, 0);',
    'a timer far away':
      'setTimeout(() => {}, 3_600_000);\nawait new Promise((resolve) => setTimeout(resolve, 3_600_000));',
    'waiting with Atomics': `for (;;) { try { Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0); } catch {} }`,
    'a pattern that goes back and forth': "/^(a+)+$/.exec('a'.repeat(60) + 'b');",
    'a pattern with many choices': "/(a|a|b|a?)*c/.exec('ab'.repeat(60));",
    'a pattern with look-behind': "/(?<=(a+)+)c/.exec('a'.repeat(40) + 'b');\nfor (;;) /(.*)*x/.exec('a'.repeat(30));",
    'a pattern over a long text': "/(.*)(.*)(.*)(.*)(.*)x/.exec('a'.repeat(3000));",
    'a huge BigInt': 'let x = 3n;\nfor (;;) x = x * x;',
    'a huge power': '3n ** 100000000n;',
    'a huge BigInt as text': 'for (;;) (3n ** 300000n).toString();',
    'a huge text as a BigInt': "for (;;) BigInt('7'.repeat(200000));",
    'an endless sort': 'for (;;) Array.from({ length: 5000 }, (_, n) => n).sort(() => Math.random() - 0.5);',
    'an array that grows while it is read':
      'const list = [1];\nfor (const item of list) { list.push(item); if (list.length > 1000) list.length = 1; }\nfor (;;) {}',
    'a long join': "for (;;) new Array(10 ** 6).join(',');",
    'a length without an end': 'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);',
    'an index without an end':
      'Array.prototype.lastIndexOf.call(new Proxy({}, { get: (_, key) => (key === "length" ? 2 ** 53 - 1 : undefined), has: () => true }), 1);',
    'a proxy without an end':
      'const proxy = new Proxy({}, { get: () => proxy, ownKeys: () => Array.from({ length: 10 ** 5 }, (_, n) => "k" + n), getOwnPropertyDescriptor: () => ({ value: 1, configurable: true, enumerable: true }) });\nfor (;;) ({ ...proxy });',
    'a prototype chain that is long':
      'let object = {};\nfor (let n = 0; n < 200000; n++) object = Object.create(object);\nfor (;;) object.missing;',
    'the value’s text':
      '({ toString() { for (;;) {} }, toJSON() { for (;;) {} }, get [Symbol.toStringTag]() { for (;;) {} } });\nnew Proxy({}, { get() { for (;;) {} }, ownKeys() { for (;;) {} } });\nfor (;;) {}',
    'the error’s text':
      'throw { get message() { for (;;) {} }, get name() { for (;;) {} }, get stack() { for (;;) {} }, toString() { for (;;) {} } , a: (() => { for (;;) {} })() };',
    'the answer’s text': 'finalAnswer({ toString() { for (;;) {} }, a: (() => { for (;;) {} })() });',
    'the argument’s text': 'inspect_value({ get a() { for (;;) {} }, b: (() => { for (;;) {} })() });',
    'getters on what printing reads':
      'Object.defineProperty(Object.prototype, "0", { get() { for (;;) {} }, configurable: true });\nfor (;;) [,][0];',
    'collisions of keys':
      'const map = new Map();\nfor (let n = 0; ; n++) { map.set(n * 2 ** 32, n); if (n > 10 ** 5) n = 0; }',
    'a clock that stands still':
      'Date.now = () => 0;\nif (typeof performance !== "undefined") performance.now = () => 0;\nfor (;;) {}',
  },
);
