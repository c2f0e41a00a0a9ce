/** State of its own for the witness to look at. */
export const javascriptState = `
var kept = { numbers: [1, 2, 3] };
globalThis.table = new Map([['a', 1]]);
class Kept { static made = 7; }
`;

/** Prints what code finds of its surroundings; a number stands for a long list. */
const surroundings = `
{
  const number = (text) => { let sum = 7; for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 1000000007; return sum; };
  const describe = (thing) => Reflect.ownKeys(thing).map((key) => {
    const { value, get, writable, enumerable, configurable } = Reflect.getOwnPropertyDescriptor(thing, key);
    const kind = typeof value === 'function' ? Function.prototype.toString.call(value) : typeof value;
    return [String(key), kind, typeof get, writable, enumerable, configurable].join(' ');
  }).sort().join('\\n');
  const inherited = (name) => [name, number(describe(globalThis[name])), globalThis[name].prototype ? number(describe(globalThis[name].prototype)) : 0].join(' ');
  console.log('variables', JSON.stringify(kept), Kept.made, [...table].join(), Reflect.ownKeys(globalThis).map(String).sort().join());
  for (const name of ['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakRef', 'RegExp', 'Date', 'Error', 'TypeError', 'JSON', 'Math', 'Reflect', 'Proxy', 'Uint8Array', 'ArrayBuffer']) {
    if (name in globalThis) console.log('intrinsic', inherited(name));
  }
  console.log('hidden', number(describe(Object.getPrototypeOf([][Symbol.iterator]()))), number(describe(Object.getPrototypeOf(async () => {}))), number(describe(Object.getPrototypeOf(function* () {}))), Object.isExtensible(globalThis), Object.getPrototypeOf(globalThis) === Object.prototype);
  console.log('works', JSON.stringify({ a: [1, null, true] }), JSON.parse('[1.5]')[0], [2, 1].sort().join(), 'aXb'.split('X').join(), Object.prototype.toString.call([]), [...'ab'].length, ({}).polluted, [].polluted, String(Symbol.iterator), [1, 2].map((n) => n * 2).join());
  console.log('others', Math.random(), typeof Date.now(), new Error('told').message, Error.prepareStackTrace, typeof setTimeout);
  console.log('console', Object.keys(console).sort().join(), typeof print, typeof finalAnswer);
  console.log('tools', echo('hello'), typeof echo, echo.name);
}
1 + 1
`;

/** The code whose results are compared: surroundings, an error, a final answer. */
export const javascriptProbes: readonly string[] = [
  surroundings,
  'function fails(value) {\n  return value.missing.more;\n}\nconsole.log("before");\nfails(1);',
  'console.log("before");\nfinalAnswer([1, "kept", kept]);\nconsole.log("after");',
];
