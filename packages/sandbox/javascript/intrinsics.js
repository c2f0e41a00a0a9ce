// The functions of the language as they are before any code of an agent runs: nothing below looks one up later.

const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const bindCall = apply(Function.prototype.bind, Function.prototype.bind, [Function.prototype.call]);
/** The method as a function whose first argument is its `this`. */
const asFunction = (method) => bindCall(method);
const getterOf = (object, name) => asFunction(getOwnPropertyDescriptor(object, name).get);

const { isArray } = Array;
const { isInteger, isFinite: isFiniteNumber } = Number;
const { floor, max, min, trunc } = Math;
const { is, hasOwn, prototype: objectPrototype } = Object;
const { isError } = Error;
const { now } = Date;
const toText = String;
const toNumber = Number;
const parseJson = JSON.parse;
const quote = JSON.stringify;
const NativeError = Error;
const NativeTypeError = TypeError;
const functionPrototype = Function.prototype;

const slice = asFunction(String.prototype.slice);
const indexOf = asFunction(String.prototype.indexOf);
const startsWith = asFunction(String.prototype.startsWith);
const includes = asFunction(String.prototype.includes);
const padStart = asFunction(String.prototype.padStart);
const trim = asFunction(String.prototype.trim);
const charCodeAt = asFunction(String.prototype.charCodeAt);
const sourceOf = asFunction(Function.prototype.toString);
const isEnumerable = asFunction(Object.prototype.propertyIsEnumerable);
const match = asFunction(RegExp.prototype.exec);

/** Properties are defined and never assigned: an assignment could end in a setter of a prototype. */
const nativeDefine = Reflect.defineProperty;
const define = (object, key, value) =>
  nativeDefine(object, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
const defineHidden = (object, key, value) =>
  nativeDefine(object, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
const append = (list, value) => define(list, list.length, value);

function join(list, separator) {
  let text = '';
  for (let index = 0; index < list.length; index++) text += (index === 0 ? '' : separator) + list[index];
  return text;
}

/** The value of a data property, own or inherited, found without running a getter. */
function peek(object, key) {
  for (let depth = 0; object !== null && depth < 50; depth++) {
    const property = getOwnPropertyDescriptor(object, key);
    if (property !== undefined) return hasOwn(property, 'value') ? property.value : undefined;
    object = getPrototypeOf(object);
  }
  return undefined;
}
