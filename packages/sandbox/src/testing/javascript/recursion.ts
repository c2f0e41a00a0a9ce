import { attackGroup } from '../attack.ts';

/** Runs out of stack. */
export const recursion = attackGroup(
  {
    language: 'javascript',
    category: 'recursion',
    mustNot: 'end the interpreter by running out of stack',
    limitMs: 600,
  },
  {
    'a function that calls itself': '(function again() { return again() + 1; })()',
    'caught on every level': '(function again() { try { again(); } catch { again(); } finally {} })()',
    'getters, proxies and conversions': `for (const call of [() => { const o = { get a() { return o.a; } }; return o.a; }, () => { const p = new Proxy({}, { get: (_, key, self) => self[key] }); return p.x; }, () => { const o = { toString() { return String(o); } }; return String(o); }, () => { const o = { valueOf() { return +o; } }; return +o; }, () => { class A { constructor() { new A(); } } new A(); }]) {
  try { call(); } catch (error) { console.log(error.name); }
}`,
    'nested JSON, read':
      "for (const depth of [10 ** 4, 10 ** 6]) { try { JSON.parse('['.repeat(depth) + ']'.repeat(depth)); } catch (error) { console.log(error.name); } }",
    'nested JSON, written':
      'let nested = [];\nfor (let n = 0; n < 200000; n++) nested = [nested];\nJSON.stringify(nested);',
    'nested arrays as text':
      'let nested = [];\nfor (let n = 0; n < 200000; n++) nested = [nested];\nString(nested);\nnested.flat(Infinity);',
    'nested arrays as the value': 'let nested = [];\nfor (let n = 0; n < 200000; n++) nested = [nested];\nnested',
    'nested code':
      "for (const text of ['('.repeat(10 ** 5), '['.repeat(10 ** 5), '-'.repeat(10 ** 5) + '1', 'a' + '.a'.repeat(10 ** 5), '{'.repeat(10 ** 5), '1+'.repeat(10 ** 5) + '1', 'x=>'.repeat(10 ** 4) + '1', '`${'.repeat(10 ** 4)]) { try { (0, eval)(text); } catch (error) { console.log(error.name); } }",
    'nested code as the snippet': `${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
    'nested patterns':
      "for (const text of ['('.repeat(10 ** 5) + ')'.repeat(10 ** 5), '(?:'.repeat(10 ** 4) + 'a' + ')*'.repeat(10 ** 4), '(?='.repeat(10 ** 4) + ')'.repeat(10 ** 4)]) { try { new RegExp(text).exec('aaa'); } catch (error) { console.log(error.name); } }",
    'a pattern that takes the stack':
      "/(?:(?:a)|b)*$/.exec('ab'.repeat(10 ** 6));\n'ab'.repeat(10 ** 6).replace(/(a|b)*/g, '');",
    'many arguments':
      'for (const count of [10 ** 5, 10 ** 6, 10 ** 7]) { try { Math.max(...new Array(count).fill(1)); } catch (error) { console.log(error.name); } try { Math.max.apply(null, { length: count }); } catch (error) { console.log(error.name); } }',
    'errors that cause each other':
      'const one = new Error("one"), two = new Error("two", { cause: one });\none.cause = two;\nthrow one;',
    'errors in errors':
      'let error = new Error("innermost");\nfor (let n = 0; n < 100000; n++) error = new Error("outer", { cause: error });\nthrow error;',
    'bound functions': 'let f = () => 1;\nfor (let n = 0; n < 200000; n++) f = f.bind(null);\nf();',
    'proxies in proxies': 'let p = {};\nfor (let n = 0; n < 200000; n++) p = new Proxy(p, {});\np.x;\nObject.keys(p);',
    'generators in generators':
      'function* chain(inner) { yield* inner; }\nlet g = [1][Symbol.iterator]();\nfor (let n = 0; n < 100000; n++) g = chain(g);\n[...g];',
    'promises in promises':
      'let p = Promise.resolve(1);\nfor (let n = 0; n < 100000; n++) { const inner = p; p = new Promise((resolve) => resolve(inner)); }\nawait p;',
    'an answer that is nested':
      'let nested = {};\nfor (let n = 0; n < 100000; n++) nested = { nested };\nfinalAnswer(nested);',
  },
);
