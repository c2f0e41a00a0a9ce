import { attackGroup } from '../attack.ts';

/** Alters what the next step or the next candidate works with, or what the functions that run the code rely on. */
export const poison = attackGroup(
  { language: 'javascript', category: 'poison', mustNot: 'alter what another candidate or the host gets' },
  {
    'Object.prototype':
      "Object.prototype.polluted = 1;\nfor (const key of ['status', 'stdout', 'value', 'error', 'finalAnswer', 'text', 'tool', 'output', 'get', 'set', 'then', 'toJSON', 'length', 'message']) Object.prototype[key] = 'forged';",
    'setters on Object.prototype':
      "for (const key of ['status', 'stdout', 'value', 'answer', 'text', 'json', 'id', 'code', '0', 'a']) Object.defineProperty(Object.prototype, key, { get: () => 'forged', set() { throw new Error('poisoned'); }, configurable: true });",
    'Array.prototype':
      "for (const key of ['push', 'map', 'join', 'forEach', 'slice', 'concat', 'indexOf', 'filter', 'pop', 'sort', 'at', 'flatMap']) Array.prototype[key] = () => 'forged';\nArray.prototype[0] = 'forged';",
    iterators:
      "Array.prototype[Symbol.iterator] = String.prototype[Symbol.iterator] = Map.prototype[Symbol.iterator] = function* () { yield 'forged'; };\nObject.getPrototypeOf([][Symbol.iterator]?.() ?? {}).next = () => ({ done: true });",
    JSON: "JSON.stringify = JSON.parse = () => 'forged';\nglobalThis.JSON = null;",
    'Object and Reflect':
      "for (const thing of [Object, Reflect]) for (const key of Object.getOwnPropertyNames(thing)) { try { thing[key] = () => { throw new Error('poisoned'); }; } catch {} }",
    'Function.prototype':
      "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = Function.prototype.toString = () => 'forged';\nFunction.prototype[Symbol.hasInstance] = undefined;",
    'String.prototype':
      "for (const key of Object.getOwnPropertyNames(String.prototype)) { if (key !== 'length') try { String.prototype[key] = () => 'forged'; } catch {} }",
    'RegExp.prototype':
      'RegExp.prototype.exec = RegExp.prototype.test = RegExp.prototype[Symbol.replace] = RegExp.prototype[Symbol.match] = RegExp.prototype[Symbol.split] = () => null;',
    'Number, Math and Date':
      "Math.floor = Math.min = Math.max = Math.random = () => 0.5;\nNumber.isInteger = isNaN = () => true;\nNumber.prototype.toString = () => 'forged';\nDate.now = () => 0;\nglobalThis.Date = globalThis.Math = globalThis.Number = null;",
    Promise:
      "Promise.prototype.then = Promise.prototype.finally = Promise.resolve = Promise.all = () => { throw new Error('poisoned'); };\nglobalThis.Promise = class { constructor() { throw new Error('poisoned'); } };",
    'Promise’s species':
      "Object.defineProperty(Promise, Symbol.species, { get() { throw new Error('poisoned'); } });\nPromise.prototype.constructor = null;",
    'Map, Set and WeakMap':
      "for (const Kind of [Map, Set, WeakMap, WeakSet]) for (const key of Object.getOwnPropertyNames(Kind.prototype)) { try { Kind.prototype[key] = () => 'forged'; } catch {} }",
    Error:
      "Error.prepareStackTrace = () => 'forged';\nError.captureStackTrace = null;\nError.stackTraceLimit = 0;\nfor (const Kind of [Error, TypeError, RangeError]) { Kind.prototype.name = 'Forged'; Kind.prototype.toString = () => 'forged'; Object.defineProperty(Kind.prototype, 'stack', { get: () => 'forged', configurable: true }); }\nglobalThis.Error = globalThis.TypeError = null;",
    'Symbol’s own':
      "Object.prototype[Symbol.toPrimitive] = Object.prototype[Symbol.toStringTag] = () => 'forged';\nglobalThis.Symbol = {};",
    'Proxy and the collector': 'globalThis.Proxy = globalThis.WeakRef = globalThis.FinalizationRegistry = null;',
    'a global object emptied':
      'for (const key of Reflect.ownKeys(globalThis)) { try { delete globalThis[key]; } catch {} }',
    'a global object frozen': {
      code: 'Object.freeze(globalThis);\nObject.preventExtensions(globalThis);',
      branchOnly: true,
    },
    'a global object with another prototype':
      "try { Object.setPrototypeOf(globalThis, new Proxy({}, { get() { throw new Error('poisoned'); }, has: () => true })); } catch (error) { console.log(error.name); }\ntry { globalThis.__proto__ = null; } catch (error) { console.log(error.name); }",
    'prototypes frozen': {
      code: 'for (const Kind of [Object, Array, Function, String, Error, Promise]) { Object.freeze(Kind.prototype); Object.freeze(Kind); }',
      branchOnly: true,
    },
    'console and print replaced':
      'console.log = print = () => {};\nglobalThis.console = null;\nglobalThis.print = undefined;',
    'console with getters':
      "for (const key of Object.keys(console)) { try { Object.defineProperty(console, key, { get() { throw new Error('poisoned'); }, configurable: false }); } catch {} }\ntry { Object.freeze(console); } catch {}",
    'finalAnswer and tools replaced': "finalAnswer = echo = store = () => 'forged';\nglobalThis.ToolError = null;",
    'names that cannot be bound again': {
      code: "for (const key of ['finalAnswer', 'final_answer', 'echo', 'console', 'print', 'kept']) { try { Object.defineProperty(globalThis, key, { get: () => 'forged', set() {}, configurable: false }); } catch (error) { print?.(error.name); } }",
      branchOnly: true,
    },
    'names declared again':
      "function finalAnswer() { return 'forged'; }\nvar echo = () => 'forged';\nlet print = null;\nclass ToolError {}",
    'getters on names of the harness':
      "for (const key of ['answer', 'capture', 'protocol', 'state', 'step', 'host', 'dispatch', 'settle', 'begin', 'sources', 'timers']) { try { Object.defineProperty(globalThis, key, { get() { throw new Error('poisoned'); }, set() { throw new Error('poisoned'); }, configurable: true }); } catch {} }",
    'timers replaced':
      "globalThis.setTimeout = globalThis.setInterval = globalThis.clearTimeout = globalThis.queueMicrotask = () => { throw new Error('poisoned'); };",
    'work left for later':
      "setTimeout(() => { Object.prototype.late = 1; console.log('late'); }, 1);\nPromise.resolve().then(() => { globalThis.late = 1; });\nnull",
    'a collector’s callback for later':
      "globalThis.registry = typeof FinalizationRegistry === 'undefined' ? 0 : new FinalizationRegistry(() => { console.log('late'); kept = 'altered'; });\nif (registry) for (let n = 0; n < 100; n++) registry.register({}, n);\nnull",
    'what was kept': 'kept.numbers.push(4);\nkept = null;\ntable.clear();\nKept.made = 0;',
    'what was kept, made immutable': {
      code: 'Object.freeze(kept);\nObject.freeze(kept.numbers);\nObject.freeze(table);\nObject.freeze(Kept);',
      branchOnly: true,
    },
    'eval and Function replaced':
      "globalThis.eval = globalThis.Function = () => 'forged';\nObject.getPrototypeOf(async () => {}).constructor.prototype = null;",
    'globalThis replaced':
      'globalThis.globalThis = { forged: 1 };\nvar self = null, window = null, undefined_ = void 0;\ntry { undefined = 1; NaN = 2; Infinity = 3; } catch (error) { console.log(error.name); }',
    'random numbers': 'for (let n = 0; n < 100; n++) Math.random();\nMath.random = () => 0.5;',
  },
);
