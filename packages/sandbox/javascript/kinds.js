// What kind of object a value is, asked of the language itself and not of the value's properties.

const attempt = (read) => (value) => {
  try {
    return read(value);
  } catch {
    return undefined;
  }
};

const timeOf = attempt(asFunction(Date.prototype.getTime));
const isoText = asFunction(Date.prototype.toISOString);
const mapSize = attempt(getterOf(Map.prototype, 'size'));
const setSize = attempt(getterOf(Set.prototype, 'size'));
const eachOfMap = asFunction(Map.prototype.forEach);
const eachOfSet = asFunction(Set.prototype.forEach);
const regExpSource = attempt(getterOf(RegExp.prototype, 'source'));
const flagGetters = ['hasIndices', 'global', 'ignoreCase', 'multiline', 'dotAll', 'unicode', 'unicodeSets', 'sticky'];
const flagLetters = 'dgimsuvy';
const flagReaders = [];
for (let index = 0; index < flagGetters.length; index++) {
  append(flagReaders, getterOf(RegExp.prototype, flagGetters[index]));
}
const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype);
const typedArrayName = attempt(getterOf(typedArrayPrototype, Symbol.toStringTag));
const typedArrayLength = getterOf(typedArrayPrototype, 'length');
const bufferLength = attempt(getterOf(ArrayBuffer.prototype, 'byteLength'));
const isWeakMap = attempt(asFunction(WeakMap.prototype.has));
const isWeakSet = attempt(asFunction(WeakSet.prototype.has));
const boxedReaders = [
  { kind: 'Number', read: attempt(asFunction(Number.prototype.valueOf)) },
  { kind: 'String', read: attempt(asFunction(String.prototype.valueOf)) },
  { kind: 'Boolean', read: attempt(asFunction(Boolean.prototype.valueOf)) },
  { kind: 'BigInt', read: attempt(asFunction(BigInt.prototype.valueOf)) },
  { kind: 'Symbol', read: attempt(asFunction(Symbol.prototype.valueOf)) },
];
const symbolText = asFunction(Symbol.prototype.toString);

// A proxy is shown as its target: describing a value must not run the traps that code gave it.
const proxyTargets = new WeakMap();
const targetOf = asFunction(WeakMap.prototype.get).bind(null, proxyTargets);
const rememberTarget = asFunction(WeakMap.prototype.set).bind(null, proxyTargets);

function registerProxies() {
  const NativeProxy = Proxy;
  const { revocable: nativeRevocable } = Proxy;
  const SandboxProxy = function Proxy(target, handler) {
    if (new.target === undefined) throw new NativeTypeError("Constructor Proxy requires 'new'");
    const proxy = new NativeProxy(target, handler);
    rememberTarget(proxy, target);
    return proxy;
  };
  defineHidden(SandboxProxy, 'revocable', function revocable(target, handler) {
    const made = nativeRevocable(target, handler);
    rememberTarget(made.proxy, target);
    return made;
  });
  nativeDefine(SandboxProxy, 'prototype', { __proto__: null, value: undefined, writable: false });
  nativeDefine(SandboxProxy, 'length', { __proto__: null, value: 2 });
  defineHidden(globalThis, 'Proxy', SandboxProxy);
}

/** What lies behind proxies, however many there are. */
function withoutProxy(value) {
  for (let depth = 0; depth < 1000; depth++) {
    const target = targetOf(value);
    if (target === undefined) return value;
    value = target;
  }
  return undefined;
}

function regExpText(value, source) {
  let flags = '';
  for (let index = 0; index < flagReaders.length; index++) {
    if (flagReaders[index](value)) flags += flagLetters[index];
  }
  return `/${source}/${flags}`;
}
