// JSON by the functions kept above, which code can neither replace nor alter.

const deepest = 64;
/** Values that one text holds: the host checks each. */
const mostJsonValues = 100_000;
let jsonValuesLeft = 0;

/**
 * JSON text of a value; throws TypeError where it has none.
 *
 * strict: only what any reader gets back as it was. Otherwise, for the arguments of tools, dates are texts and
 * properties that are undefined are left out.
 */
function encode(value, strict, depth = 0) {
  if (depth === 0) jsonValuesLeft = mostJsonValues;
  if (jsonValuesLeft-- <= 0) throw new NativeTypeError('it holds too many values');
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return quote(value);
    case 'number':
      if (!isFiniteNumber(value)) throw new NativeTypeError(`${value} has no JSON form`);
      return is(value, -0) ? '-0' : quote(value);
    case 'object':
      break;
    case 'bigint':
      throw new NativeTypeError(`the BigInt ${value}n has no JSON form; use Number(...) or a string`);
    default:
      throw new NativeTypeError(`a value of type ${typeof value} has no JSON form`);
  }
  if (value === null) return 'null';
  if (depth > deepest) throw new NativeTypeError('it is nested too deeply');
  if (isArray(value)) return encodeArray(value, strict, depth);
  const prototype = getPrototypeOf(value);
  if (prototype === objectPrototype || prototype === null) return encodeObject(value, strict, depth);
  const time = strict ? undefined : timeOf(value);
  if (time !== undefined) return isFiniteNumber(time) ? quote(isoText(value)) : 'null';
  throw new NativeTypeError(`${inspect(value, { depth: 0 })} has no JSON form`);
}

/** The value of a property, which must not be computed: what is sent is what was there. */
function dataOf(property) {
  if (hasOwn(property, 'value')) return property.value;
  throw new NativeTypeError('a property with a getter has no JSON form');
}

function encodeArray(list, strict, depth) {
  let text = '[';
  const { length } = list;
  for (let index = 0; index < length; index++) {
    const property = getOwnPropertyDescriptor(list, index);
    if (property === undefined) throw new NativeTypeError('an array with holes has no JSON form');
    text += (index === 0 ? '' : ',') + encode(dataOf(property), strict, depth + 1);
  }
  if (strict && ownKeys(list).length !== length + 1) throw new NativeTypeError('the array has properties of its own');
  return text + ']';
}

function encodeObject(object, strict, depth) {
  const parts = [];
  const keys = ownKeys(object);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index];
    const property = getOwnPropertyDescriptor(object, key);
    if (typeof key !== 'string') {
      if (strict) throw new NativeTypeError('a property named by a symbol has no JSON form');
      continue;
    }
    if (property === undefined || !property.enumerable) continue;
    const value = dataOf(property);
    if (value === undefined && !strict) continue;
    append(parts, `${quote(key)}:${encode(value, strict, depth + 1)}`);
  }
  return `{${join(parts, ',')}}`;
}
