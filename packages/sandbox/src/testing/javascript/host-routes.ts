import { attackGroup } from '../attack.ts';

const quoted = JSON.stringify;

/** Climbs from an object to what makes functions, and looks for the host there. */
const climb = `function climb(...things) {
  const ask = 'return [typeof process, typeof require, typeof Buffer, typeof Deno, typeof WebAssembly, typeof fetch].join()';
  for (const thing of things) {
    for (const make of [() => thing.constructor.constructor, () => Object.getPrototypeOf(thing).constructor.constructor, () => thing.constructor, () => Object.getPrototypeOf(Object.getPrototypeOf(thing)).constructor.constructor]) {
      let found;
      try { found = make()(ask)(); } catch (error) { continue; }
      if (typeof found === 'string' && found.includes(',') && found.replaceAll('undefined', '').replaceAll(',', '') !== '') reached(found);
    }
  }
}
`;

/** Ways to the host’s JavaScript, its files and its network. */
export const hostRoutes = attackGroup(
  {
    language: 'javascript',
    category: 'routes to the host',
    mustNot: 'get hold of an object, a file or a connection of the host',
  },
  {
    'names of Node': ({
      variable,
    }) => `for (const name of ['process', 'require', 'module', 'exports', 'Buffer', 'global', '__dirname', '__filename', 'Deno', 'Bun', 'WebAssembly', 'fetch', 'WebSocket', 'Worker', 'XMLHttpRequest', 'importScripts', 'navigator', 'std', 'os', 'bjson', 'scriptArgs', 'HEAP8', 'Module', 'FS']) {
  const found = globalThis[name];
  if (found !== undefined && found !== globalThis) reached(name);
}
if (typeof process !== 'undefined') console.log(process.env[${quoted(variable)}]);`,
    'the constructor of functions': `${climb}climb(() => {}, async () => {}, function* () {}, async function* () {}, class {}, [], {}, /x/, new Map(), new Error('x'), Symbol.iterator, 1n);`,
    'the constructor of what the host gave': `${climb}climb(echo, store, inspect_value, finalAnswer, console, console.log, print, ToolError, setTimeout, clearTimeout);`,
    'the constructor of what a tool gave': `${climb}climb(echo('a'), inspect_value([1, { a: 1 }]), inspect_value({ a: [] }).a, inspect_value(null), inspect_value(true));`,
    'the constructor of a tool’s error': `${climb}for (const call of [() => broken(), () => echo(), () => echo(1, 2, 3), () => echo(Symbol('x')), () => inspect_value(() => {})]) {
  try { call(); } catch (error) { climb(error, error.stack, error.message, error.cause ?? {}); }
}`,
    'the constructor of an engine’s error': `${climb}for (const call of [() => null.x, () => undefinedName, () => new Array(-1), () => JSON.parse('{'), () => (function again() { again(); })(), () => decodeURIComponent('%'), () => 'a'.repeat(2 ** 30), () => eval('('), () => 1n + 1]) {
  try { call(); } catch (error) { climb(error); }
}`,
    eval: `for (const run of [eval, globalThis.eval, (text) => Function(text)(), (text) => new Function(text)(), (text) => setTimeout(text, 0)]) {
  try { if (run('typeof process') === 'object' || run('return typeof process') === 'object') reached('process'); } catch (error) { console.log(error.name); }
}`,
    'import()': ({
      files,
    }) => `for (const name of ['node:fs', 'fs', 'std', 'os', 'qjs:std', 'qjs:os', 'bjson', './main.js', 'file:///etc/passwd', ...${quoted(files)}]) {
  try { const found = await import(name); reached(name, Object.keys(found)); } catch (error) { console.log(error.name); }
}`,
    'import as text': `for (const text of ["import('node:fs').then((found) => reached('fs', Object.keys(found)))", "import('std').then((found) => reached('std'))"]) {
  try { await (0, eval)(text); } catch (error) { console.log(error.name); }
  try { await new Function('return ' + text)(); } catch (error) { console.log(error.name); }
}`,
    'import as a statement': 'import fs from "node:fs";\nreached(fs.readdirSync("/"));',
    'the caller of a function': `function outer() {
  for (const ask of [() => outer.caller, () => arguments.callee.caller, () => inner.caller, () => Object.getOwnPropertyDescriptor(Function.prototype, 'caller')?.get?.call(outer), () => finalAnswer.caller, () => echo.arguments]) {
    let found;
    try { found = ask(); } catch (error) { continue; }
    if (typeof found === 'function' && found !== outer && !String(found).includes('ask()')) reached(String(found).slice(0, 200));
  }
}
function inner() { outer(); }
inner();`,
    'frames of a stack': ({ paths }) => `Error.prepareStackTrace = (error, frames) => frames;
Error.stackTraceLimit = Infinity;
const seen = [];
for (const call of [() => echo(Symbol('x')), () => null.x, () => inspect_value({ toJSON() { throw new Error('x'); } })]) {
  try { call(); } catch (error) {
    const frames = error.stack;
    seen.push(String(frames));
    if (Array.isArray(frames)) for (const frame of frames) {
      const found = frame.getFunction?.() ?? frame.getThis?.();
      if (found !== undefined && found !== globalThis && !String(found).includes('call')) seen.push('function ' + String(found).slice(0, 100));
    }
  }
}
if (${quoted(paths)}.some((path) => seen.join().includes(path))) reached(seen.join());`,
    'paths of the host': ({ paths }) => `let text = '';
for (const call of [() => null.x, () => JSON.parse('{'), () => echo(), () => (0, eval)('throw new Error("x")')]) {
  try { call(); } catch (error) { text += error.stack + error.fileName + error.sourceURL + String(error); }
}
if (${quoted(paths)}.some((path) => text.includes(path))) reached(text);`,
    'sources of the host’s functions': `for (const thing of [echo, store, finalAnswer, print, console.log, setTimeout, ToolError]) {
  const text = Function.prototype.toString.call(thing);
  if (/node:|require\\(|process\\.|readFileSync/.test(text)) reached(text.slice(0, 200));
}`,
    'all of the global object': `${climb}const seen = new Set();
const dig = (thing, depth) => {
  if ((typeof thing !== 'object' && typeof thing !== 'function') || thing === null || seen.has(thing) || depth > 4) return;
  seen.add(thing);
  climb(thing);
  for (const key of Reflect.ownKeys(thing)) {
    try {
      const { value, get, set } = Reflect.getOwnPropertyDescriptor(thing, key);
      for (const found of [value, get, set]) dig(found, depth + 1);
    } catch {}
  }
  try { dig(Object.getPrototypeOf(thing), depth + 1); } catch {}
};
dig(globalThis, 0);`,
    'another realm': `for (const make of [() => new ShadowRealm(), () => new globalThis.Realm(), () => Reflect.construct(Object, [], Function)]) {
  try { const found = make(); if (found.evaluate?.('typeof process') === 'object') reached('process'); } catch (error) { console.log(error.name); }
}`,
    'the network': ({
      tcpPort,
    }) => `for (const call of [() => fetch('http://127.0.0.1:${tcpPort}'), () => new WebSocket('ws://127.0.0.1:${tcpPort}'), () => new XMLHttpRequest().open('GET', 'http://127.0.0.1:${tcpPort}'), () => new EventSource('http://127.0.0.1:${tcpPort}')]) {
  try { await call(); } catch (error) { console.log(error.name); }
}`,
    'shared memory and waiting': `for (const call of [() => Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0, 10), () => Atomics.notify(new Int32Array(new SharedArrayBuffer(8)), 0), () => new SharedArrayBuffer(2 ** 20).grow(2 ** 21)]) {
  try { console.log(call()); } catch (error) { console.log(error.name); }
}`,
    WebAssembly: `if (typeof WebAssembly !== 'undefined') reached(new WebAssembly.Memory({ initial: 1 }).buffer.byteLength);`,
    'collected objects': `const held = [];
if (typeof FinalizationRegistry !== 'undefined') new FinalizationRegistry((value) => { held.push(value); echo('late'); }).register({}, 'x');
const weak = typeof WeakRef === 'undefined' ? undefined : new WeakRef({});
for (let n = 0; n < 1000; n++) ({ n });
globalThis.gc?.();
console.log(typeof weak?.deref());`,
  },
);
