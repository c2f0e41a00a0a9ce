import { attackGroup } from '../attack.ts';

const ended = { status: ['timeout', 'memory', 'runtime-error'] } as const;

/** Takes all memory there is. */
export const memory = attackGroup(
  { language: 'javascript', category: 'memory', mustNot: 'take more memory than it may', limitMs: 400, truth: ended },
  {
    'a text that doubles': "let x = 'ab';\nfor (;;) x += x;",
    'a text multiplied': "const x = 'a'.repeat(2 ** 29);\nconst y = [];\nfor (;;) y.push(x + y.length);",
    'texts that are kept': "const hoard = [];\nfor (;;) hoard.push('a'.repeat(10 ** 6) + hoard.length);",
    'a full array': 'new Array(2 ** 32 - 1).fill(1);',
    'an array that grows': 'const x = [];\nfor (;;) x.push([]);',
    'an array with a hole': 'const x = [];\nx[2 ** 32 - 2] = 1;\nx.fill(1);\nx.slice().concat(x).join("ab");',
    'typed arrays': 'const hoard = [];\nfor (;;) hoard.push(new Uint8Array(10 ** 7).fill(1));',
    'one huge buffer': 'new ArrayBuffer(2 ** 40);',
    'a buffer that grows':
      'const buffer = new ArrayBuffer(1, { maxByteLength: 2 ** 31 });\nfor (let size = 1; ; size *= 2) buffer.resize(size);',
    'shared buffers': 'const hoard = [];\nfor (;;) hoard.push(new SharedArrayBuffer(10 ** 7));',
    'caught on the way':
      'const hoard = [];\nfor (;;) { try { hoard.push(new Uint8Array(10 ** 6)); } catch { try { hoard.push([1]); } catch {} } }',
    'a map and a set':
      'const map = new Map(), set = new Set();\nfor (let n = 0; ; n++) { map.set(n, {}); set.add({ n }); }',
    'an object’s keys': "const x = {};\nfor (let n = 0; ; n++) x['key' + n] = n;",
    'weak references':
      'const map = new WeakMap(), keys = [];\nfor (;;) { const key = {}; keys.push(key); map.set(key, new Array(1000).fill(0)); }',
    symbols: 'const hoard = [];\nfor (let n = 0; ; n++) hoard.push(Symbol.for("a".repeat(1000) + n));',
    closures: 'let f = () => 1;\nfor (;;) { const g = f, x = new Array(1000).fill(1); f = () => g() + x.length; }',
    'functions from text':
      "const hoard = [];\nfor (let n = 0; ; n++) hoard.push((0, eval)('(function () { return ' + n + '; })'));",
    'promises that wait': 'const hoard = [];\nfor (;;) hoard.push(new Promise(() => {}).then(() => {}));',
    'a microtask that makes two':
      'const again = () => { Promise.resolve().then(again); Promise.resolve().then(again); };\nagain();\nawait new Promise(() => {});',
    'timers by the million': 'for (;;) setTimeout(() => {}, 10 ** 6);',
    'a split, a replacement and a match':
      "const x = 'a'.repeat(10 ** 7);\nconst y = x.split('');\nx.replaceAll('a', 'b'.repeat(1000));\nx.match(/a/g);\nfor (;;) y.push(...y.slice(0, 1000));",
    padding: "''.padEnd(2 ** 30, 'ab');\nconst x = [];\nfor (;;) x.push(''.padEnd(10 ** 7, 'ab'));",
    'JSON with long indents':
      "const hoard = [];\nfor (;;) hoard.push(JSON.stringify(new Array(10 ** 5).fill([1]), null, '          '));",
    'a getter that gives more each time':
      'const x = { get a() { return { ...x.b, c: [x.b] }; }, b: {} };\nfor (;;) x.b = x.a;',
    'ten thousand calls that nobody awaits': {
      code: `async function call(n) { return n % 100 === 0 ? echo('call ' + n) : n; }
for (let n = 0; n < 10_000; n++) call(n);
null`,
      limitMs: 20_000,
      truth: { status: ['ok'] },
    },
    'two thousand tool calls': {
      code: `let refused = 0;
for (let n = 0; n < 2_000; n++) { try { echo(String(n)); } catch { refused++; } }
console.log(refused);`,
      limitMs: 20_000,
      truth: { status: ['ok'], stdout: '1000\n' },
    },
  },
);
