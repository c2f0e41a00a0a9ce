// How functions and objects of the language's own classes read.

const asyncFunctionPrototype = getPrototypeOf(async function () {});
const generatorFunctionPrototype = getPrototypeOf(function* () {});
const asyncGeneratorFunctionPrototype = getPrototypeOf(async function* () {});

/** Objects of the language's own classes; undefined for others. */
function exotic(value, label, counted, level, state) {
  const parts = [];
  const deeper = level + 1;
  if (mapSize(value) !== undefined) {
    eachOfMap(value, (item, key) => {
      if (parts.length < mostItems)
        append(parts, `${describe(key, deeper, state)} => ${describe(item, deeper, state)}`);
    });
    return layOut(`${counted(mapSize(value))} {`, withMore(parts, mapSize(value)), '}', level, false);
  }
  if (setSize(value) !== undefined) {
    eachOfSet(value, (item) => {
      if (parts.length < mostItems) append(parts, describe(item, deeper, state));
    });
    return layOut(`${counted(setSize(value))} {`, withMore(parts, setSize(value)), '}', level, false);
  }
  const time = timeOf(value);
  if (time !== undefined) return isFiniteNumber(time) ? isoText(value) : 'Invalid Date';
  const source = regExpSource(value);
  if (source !== undefined) return regExpText(value, source);
  if (typedArrayName(value) !== undefined) {
    const length = typedArrayLength(value);
    for (let index = 0; index < min(length, mostItems); index++) append(parts, describe(value[index], deeper, state));
    return layOut(`${counted(length)} [`, withMore(parts, length), ']', level, true);
  }
  if (bufferLength(value) !== undefined) return `${label} { byteLength: ${bufferLength(value)} }`;
  const settled = host.promiseState(value);
  if (settled >= 0) {
    const text = settled === 0 ? '<pending>' : describe(host.promiseResult(value), deeper, state);
    return layOut(`${label} {`, [settled === 2 ? `<rejected> ${text}` : text], '}', level, false);
  }
  if (isWeakMap(value) !== undefined || isWeakSet(value) !== undefined) return `${label} { <items unknown> }`;
  for (let index = 0; index < boxedReaders.length; index++) {
    const { kind, read } = boxedReaders[index];
    const inner = read(value);
    if (inner !== undefined) return `[${kind}: ${describe(inner, deeper, state)}]`;
  }
  return undefined;
}

function withMore(parts, size) {
  const more = size - parts.length;
  if (more > 0) append(parts, `... ${more} more item${more === 1 ? '' : 's'}`);
  return parts;
}

function functionText(value) {
  const named = peek(value, 'name');
  const name = typeof named === 'string' ? named : '';
  if (startsWith(sourceOf(value), 'class')) {
    const parent = getPrototypeOf(value);
    const above = typeof parent === 'function' && parent !== functionPrototype ? peek(parent, 'name') : undefined;
    return `[class ${name === '' ? '(anonymous)' : name}${typeof above === 'string' ? ` extends ${above}` : ''}]`;
  }
  const prototype = getPrototypeOf(value);
  const kind =
    prototype === asyncFunctionPrototype
      ? 'AsyncFunction'
      : prototype === generatorFunctionPrototype
        ? 'GeneratorFunction'
        : prototype === asyncGeneratorFunctionPrototype
          ? 'AsyncGeneratorFunction'
          : 'Function';
  return name === '' ? `[${kind} (anonymous)]` : `[${kind}: ${name}]`;
}
