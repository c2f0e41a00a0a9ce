// The console, which prints to the snippet's output.

/** Node's placeholders: %s %d %i %f %j %o %O %c %%. */
function format(values) {
  let text = '';
  let next = 0;
  if (values.length > 1 && typeof values[0] === 'string') {
    const form = values[0];
    next = 1;
    let from = 0;
    for (let at = indexOf(form, '%'); at !== -1 && at + 1 < form.length; at = indexOf(form, '%', from)) {
      const letter = form[at + 1];
      text += slice(form, from, at);
      from = at + 2;
      if (letter === '%') text += '%';
      else if (next < values.length && includes('sdifjoOc', letter)) text += placeholder(letter, values[next++]);
      else text += `%${letter}`;
    }
    text += slice(form, from);
  }
  for (let index = next; index < values.length; index++) {
    const value = values[index];
    text += (index === 0 ? '' : ' ') + (typeof value === 'string' ? value : inspect(value));
  }
  return text;
}

function placeholder(letter, value) {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  switch (letter) {
    case 's':
      return isObject ? inspect(value, { depth: 0 }) : typeof value === 'bigint' ? `${value}n` : toText(value);
    case 'c':
      return '';
    case 'j':
      return jsonOr(value);
    case 'o':
    case 'O':
      return inspect(value, { depth: 4 });
  }
  if (isObject || typeof value === 'symbol') return 'NaN';
  if (typeof value === 'bigint') return `${value}n`;
  const number = toNumber(value);
  return `${letter === 'i' ? trunc(number) : number}`;
}

function jsonOr(value) {
  try {
    return encode(value, false);
  } catch {
    return inspect(value);
  }
}

let groupIndent = '';
const startedAt = { __proto__: null };
const counts = { __proto__: null };

function print(...values) {
  enter();
  const text = format(values);
  state.capture.write(`${groupIndent}${groupIndent === '' ? text : indentedBy(text)}\n`);
}

function indentedBy(text) {
  for (let depth = 0; depth < groupIndent.length; depth += 2) text = indented(text);
  return text;
}

const labelOf = (label) => (label === undefined ? 'default' : typeof label === 'string' ? label : inspect(label));

const consoleMethods = {
  __proto__: null,
  log: (...values) => apply(print, undefined, values),
  info: (...values) => apply(print, undefined, values),
  warn: (...values) => apply(print, undefined, values),
  error: (...values) => apply(print, undefined, values),
  debug: (...values) => apply(print, undefined, values),
  trace: (...values) => apply(print, undefined, values),
  dir: (value) => print(inspect(value)),
  table: (value) => print(inspect(value)),
  assert: (condition, ...values) => {
    if (!condition) print(values.length === 0 ? 'Assertion failed' : `Assertion failed: ${format(values)}`);
  },
  group: (...values) => {
    if (values.length > 0) apply(print, undefined, values);
    if (groupIndent.length < 40) groupIndent += '  ';
  },
  groupEnd: () => {
    groupIndent = slice(groupIndent, 2);
  },
  count: (label) => {
    counts[labelOf(label)] = (counts[labelOf(label)] ?? 0) + 1;
    print(`${labelOf(label)}: ${counts[labelOf(label)]}`);
  },
  time: (label) => {
    startedAt[labelOf(label)] = now();
  },
  timeEnd: (label) => {
    print(`${labelOf(label)}: ${now() - (startedAt[labelOf(label)] ?? now())}ms`);
  },
};
const consoleObject = {};
