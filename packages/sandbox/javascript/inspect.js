// How a value reads: in the manner of Node's util.inspect, but without running any code of the value.

const mostItems = 100;
const mostKeys = 200;
const longestText = 10_000;
/** Values that one description shows in total. */
const mostValues = 20_000;

const plainName = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

function inspect(value, { depth = 2 } = { __proto__: null }) {
  return describe(value, 0, { __proto__: null, depth, above: [], circular: [], left: mostValues });
}

function describe(value, level, state) {
  if (state.left-- <= 0) return '...';
  switch (typeof value) {
    case 'string':
      if (level === 0 || value.length <= longestText) return quoteText(value);
      return `${quoteText(slice(value, 0, longestText))}... ${value.length - longestText} more characters`;
    case 'number':
      return is(value, -0) ? '-0' : `${value}`;
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return symbolText(value);
    case 'object':
    case 'function':
      return value === null ? 'null' : describeObject(withoutProxy(value), level, state);
    default:
      return `${value}`;
  }
}

function describeObject(value, level, state) {
  if (value === undefined) return '[Proxy]';
  const { above } = state;
  for (let index = 0; index < above.length; index++) {
    if (above[index] === value) return `[Circular *${referenceTo(value, state)}]`;
  }
  const name = nameOfKind(value);
  if (level > state.depth && !isBrief(value)) {
    return isArray(value) ? '[Array]' : `[${name ?? 'Object: null prototype'}]`;
  }
  append(above, value);
  const text = shape(value, name, level, state);
  above.length -= 1;
  for (let index = 0; index < state.circular.length; index++) {
    if (state.circular[index] === value) return `<ref *${index + 1}> ${text}`;
  }
  return text;
}

/** Whether a value is short wherever it stands. */
function isBrief(value) {
  if (typeof value === 'function' || isError(value)) return true;
  return timeOf(value) !== undefined || regExpSource(value) !== undefined;
}

function referenceTo(value, state) {
  for (let index = 0; index < state.circular.length; index++) if (state.circular[index] === value) return index + 1;
  append(state.circular, value);
  return state.circular.length;
}

/** The name of the class, or undefined for an object without a prototype. */
function nameOfKind(value) {
  const prototype = getPrototypeOf(value);
  if (prototype === null) return undefined;
  const maker = peek(prototype, 'constructor');
  const name = typeof maker === 'function' ? peek(maker, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}

function shape(value, name, level, state) {
  const label = name ?? '[Object: null prototype]';
  const counted = (size) => (name === undefined ? `[${kindOf(value)}(${size}): null prototype]` : `${name}(${size})`);
  if (isArray(value)) {
    const prefix = name === 'Array' ? '' : `${counted(value.length)} `;
    return layOut(`${prefix}[`, arrayItems(value, level, state), ']', level, true);
  }
  if (typeof value === 'function') return withKeys(functionText(value), value, level, state);
  if (isError(value)) return level === 0 ? errorText(value, state) : `[${errorHead(value)}]`;
  const prototype = getPrototypeOf(value);
  if (prototype === objectPrototype || prototype === null) {
    return layOut(name === undefined ? `${label} {` : '{', keyParts(value, level, state), '}', level, false);
  }
  return (
    exotic(value, label, counted, level, state) ??
    layOut(`${tagged(label, value)} {`, keyParts(value, level, state), '}', level, false)
  );
}

const kindOf = (value) => (isArray(value) ? 'Array' : 'Object');

function tagged(label, value) {
  const tag = peek(value, Symbol.toStringTag);
  return typeof tag === 'string' && tag !== '' && tag !== label ? `${label} [${tag}]` : label;
}

function arrayItems(list, level, state) {
  const parts = [];
  let shown = 0;
  let index = 0;
  for (; index < list.length && shown < mostItems; shown++) {
    const property = getOwnPropertyDescriptor(list, index);
    if (property !== undefined) {
      append(parts, propertyText(property, level, state));
      index++;
      continue;
    }
    const from = index;
    while (index < list.length && index - from < 100_000 && !hasOwn(list, index)) index++;
    append(parts, `<${index - from} empty item${index - from === 1 ? '' : 's'}>`);
  }
  const more = list.length - index;
  if (more > 0) append(parts, `... ${more} more item${more === 1 ? '' : 's'}`);
  if (list.length < mostItems) appendKeys(parts, list, level, state, (key) => !match(/^\d+$/, key));
  return parts;
}

function keyParts(object, level, state) {
  const parts = [];
  appendKeys(parts, object, level, state, () => true);
  return parts;
}

function appendKeys(parts, object, level, state, wanted) {
  const keys = ownKeys(object);
  let shown = 0;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index];
    if (typeof key === 'string' && !wanted(key)) continue;
    const property = getOwnPropertyDescriptor(object, key);
    if (property === undefined || !property.enumerable) continue;
    if (shown++ >= mostKeys) {
      append(parts, `... ${keys.length - index} more properties`);
      return;
    }
    append(parts, `${keyText(key)}: ${propertyText(property, level, state)}`);
  }
}

function keyText(key) {
  if (typeof key === 'symbol') return `[${symbolText(key)}]`;
  return match(plainName, key) === null ? quoteText(key) : key;
}

function propertyText(property, level, state) {
  if (hasOwn(property, 'value')) return describe(property.value, level + 1, state);
  if (property.get === undefined) return '[Setter]';
  return property.set === undefined ? '[Getter]' : '[Getter/Setter]';
}

function withKeys(text, value, level, state) {
  if (level > state.depth) return text;
  const parts = keyParts(value, level, state);
  return parts.length === 0 ? text : layOut(`${text} {`, parts, '}', level, false);
}
