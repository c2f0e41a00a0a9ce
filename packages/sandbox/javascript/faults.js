// Errors as the agent reads them: stacks that hold its own lines only.

const frameForm = /^ {4}at (?:(.*) \()?(<step (\d+)>):(\d+)(?::(\d+))?\)?$/;
const longestStack = 12;

/** The text of each snippet, by its number. */
const sources = { __proto__: null };

function rawLine(step, line) {
  const text = sources[step];
  if (text === undefined) return '';
  let from = 0;
  for (let at = 1; at < line; at++) {
    const end = indexOf(text, '\n', from);
    if (end === -1) return '';
    from = end + 1;
  }
  const end = indexOf(text, '\n', from);
  return end === -1 ? slice(text, from) : slice(text, from, end);
}

const sourceLine = (step, line) => trim(rawLine(step, line));

/** The lines of an error's stack that are the agent's own, innermost first. */
function framesOf(error) {
  const frames = [];
  const stack = peek(error, 'stack');
  if (typeof stack !== 'string') return frames;
  let from = 0;
  while (from < stack.length && frames.length < 10_000) {
    let end = indexOf(stack, '\n', from);
    if (end === -1) end = stack.length;
    const found = match(frameForm, slice(stack, from, end));
    if (found !== null) {
      const name = found[1];
      append(frames, {
        __proto__: null,
        place: name === undefined || name === '<eval>' ? '' : name,
        ran: name !== undefined,
        step: found[3],
        line: toNumber(found[4]),
        column: toNumber(found[5] ?? 0),
        where: `${found[2]}:${found[4]}${found[5] === undefined ? '' : `:${found[5]}`}`,
      });
    }
    from = end + 1;
  }
  return withoutMakers(error, frames);
}

/** Without the constructors of the error's own classes: what counts is where it was made. */
function withoutMakers(error, frames) {
  const names = { __proto__: null };
  let prototype = getPrototypeOf(error);
  for (let depth = 0; prototype !== null && depth < 50; depth++) {
    const maker = peek(prototype, 'constructor');
    const name = typeof maker === 'function' ? peek(maker, 'name') : undefined;
    if (typeof name === 'string') names[name] = true;
    prototype = getPrototypeOf(prototype);
  }
  const rest = [];
  for (let index = 0; index < frames.length; index++) {
    if (rest.length > 0 || names[frames[index].place] !== true) append(rest, frames[index]);
  }
  return rest.length === 0 ? frames : rest;
}

function stackText(frames) {
  let text = '';
  for (let index = 0; index < frames.length; index++) {
    if (frames.length > longestStack && index === longestStack / 2) {
      index = frames.length - longestStack / 2;
      text += `\n    [${frames.length - longestStack} lines left out]`;
    }
    const { place, step, line, where } = frames[index];
    let repeated = 0;
    while (index + 1 < frames.length && frames[index + 1].where === where) {
      repeated++;
      index++;
    }
    const source = sourceLine(step, line);
    text += place === '' ? `\n    at ${where}` : `\n    at ${place} (${where})`;
    if (source !== '') text += `\n        ${slice(source, 0, 200)}`;
    if (repeated > 0) text += `\n    [the same ${repeated} more times]`;
  }
  return text;
}

function typeOfError(error) {
  const name = peek(error, 'name');
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  return nameOfKind(error) ?? 'Error';
}

function messageOf(error) {
  const message = peek(error, 'message');
  return typeof message === 'string' ? message : message === undefined ? '' : inspect(message, { depth: 0 });
}

function errorHead(error) {
  const message = messageOf(error);
  return message === '' ? typeOfError(error) : `${typeOfError(error)}: ${message}`;
}

function causeText(error, depth) {
  const cause = hasOwn(error, 'cause') ? peek(error, 'cause') : undefined;
  if (cause === undefined) return '';
  if (!isError(cause) || depth >= 3) return `\n  [cause]: ${inspect(cause, { depth: 0 })}`;
  return `\n  [cause]: ${errorHead(cause)}${stackText(framesOf(cause))}${causeText(cause, depth + 1)}`;
}

/** An error as console.log shows it. */
function errorText(error, state) {
  const text = errorHead(error) + stackText(framesOf(error)) + causeText(error, 0);
  const own = [];
  appendKeys(own, error, 0, state, () => true);
  return own.length === 0 ? text : layOut(`${text} {`, own, '}', 0, false);
}

/** What code threw, which need not be an error. */
function faultOf(thrown) {
  const error = typeof thrown === 'object' && thrown !== null ? withoutProxy(thrown) : undefined;
  if (error === undefined || !isError(error)) {
    const message = inspect(thrown);
    return { __proto__: null, type: 'Uncaught', message, traceback: `Uncaught ${message}`, line: undefined };
  }
  const frames = framesOf(error);
  const type = typeOfError(error);
  const message = withCallee(messageOf(error), frames);
  const head = message === '' ? type : `${type}: ${message}`;
  return {
    __proto__: null,
    type,
    message,
    traceback: head + stackText(frames) + causeText(error, 0),
    line: frames.length === 0 ? undefined : frames[0].line,
    // QuickJS refused to read the code: the one frame is a place in it, and no function.
    isEarly: type === 'SyntaxError' && frames.length === 1 && !frames[0].ran,
  };
}

const calleeForm = /[\w$.[\]'"]+$/;

/** QuickJS does not say what is not a function; the place of the call does. */
function withCallee(message, frames) {
  if (message !== 'not a function' || frames.length === 0) return message;
  const { step, line, column } = frames[0];
  const called = match(calleeForm, slice(rawLine(step, line), 0, column - 1));
  return called === null ? message : `${called[0]} is not a function`;
}

const hostNames = [
  'require',
  'process',
  'module',
  'exports',
  '__dirname',
  '__filename',
  'global',
  'Buffer',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'Worker',
  'SharedWorker',
  'importScripts',
  'Deno',
  'Bun',
  'WebAssembly',
  'navigator',
  'window',
  'document',
  'location',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'caches',
];

/** What code reached for that is on the host and not here, or undefined. */
function refusedName(thrown) {
  if (typeof thrown !== 'object' || thrown === null || !isError(thrown)) return undefined;
  const message = messageOf(thrown);
  if (typeOfError(thrown) !== 'ReferenceError') return undefined;
  if (startsWith(message, 'could not load module')) return 'import()';
  for (let index = 0; index < hostNames.length; index++) {
    if (message === `'${hostNames[index]}' is not defined`) return hostNames[index];
  }
  return undefined;
}

const refusal = (name) =>
  `${name} is not available: this sandbox has no modules, files, network or processes, only JavaScript's own objects and the given tools`;
