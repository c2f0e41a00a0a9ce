// The one entry from the host. Texts are JSON, but for values and what was thrown, which are handed over as they are.

const globalObject = globalThis;

function setUp({ tools, outputLimit, seed }) {
  registerProxies();
  addGlobals(seed);
  // It would be called with the frames, and so the functions, of this program.
  nativeDefine(NativeError, 'prepareStackTrace', { __proto__: null, value: undefined });
  state.limit = outputLimit;
  const { protocol } = state;
  for (let index = 0; index < tools.length; index++) protocol[tools[index].name] = defineTool(tools[index]);
  protocol.console = consoleObject;
  protocol.print = print;
  protocol.finalAnswer = finalAnswer;
  protocol.final_answer = finalAnswer;
  protocol.ToolError = ToolError;
  const names = ownKeys(timerFunctions);
  for (let index = 0; index < names.length; index++) protocol[names[index]] = timerFunctions[names[index]];
  bindNames();
}

/** Gives every snippet the same surroundings, whatever the ones before did to theirs. */
function bindNames() {
  const { protocol } = state;
  const names = ownKeys(protocol);
  for (let index = 0; index < names.length; index++) {
    if (!defineHidden(globalObject, names[index], protocol[names[index]])) {
      nativeDefine(globalObject, names[index], { __proto__: null, value: protocol[names[index]] });
    }
  }
  const methods = ownKeys(consoleMethods);
  for (let index = 0; index < methods.length; index++) {
    define(consoleObject, methods[index], consoleMethods[methods[index]]);
  }
}

function rememberShadowed() {
  const { protocol, shadowed } = state;
  const names = ownKeys(protocol);
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    const property = getOwnPropertyDescriptor(globalObject, name);
    if (property !== undefined && hasOwn(property, 'value') && property.value !== protocol[name]) {
      shadowed[name] = property.value;
    }
  }
}

function begin({ code }) {
  state.step++;
  state.answer = undefined;
  state.capture = new Capture(state.limit);
  timers = [];
  groupIndent = '';
  sources[state.step] = code;
  bindNames();
  return `${state.step}`;
}

/** The outcome of the snippet, as the host's protocol has it. */
function settle(outcome, value, fault) {
  const { answer } = state;
  // The first answer stands, whatever code did after it.
  const status = answer === undefined ? outcome : 'ok';
  const shown = answer === undefined && value !== undefined ? clip(inspect(value), state.limit) : undefined;
  timers = [];
  rememberShadowed();
  let text = `{"status":${quote(status)},"stdout":${quote(state.capture.collected())}`;
  // What is printed between snippets belongs to none.
  state.capture = new Capture(0);
  if (shown !== undefined) text += `,"value":${quote(shown)}`;
  if (status !== 'ok') text += `,"error":${faultText(fault)}`;
  if (answer !== undefined) {
    text += `,"finalAnswer":{"text":${quote(answer.text)}${answer.json === undefined ? '' : `,"value":${answer.json}`}}`;
  }
  return `${text}}`;
}

function faultText({ type, message, traceback, line }) {
  return `{"type":${quote(type)},"message":${quote(clip(message, state.limit))},"traceback":${quote(
    clip(traceback, state.limit),
  )}${isInteger(line) ? `,"line":${line}` : ''}}`;
}

function settleThrown(thrown) {
  const name = refusedName(thrown);
  const fault = faultOf(thrown);
  if (name === undefined) return settle(fault.isEarly === true ? 'syntax-error' : 'runtime-error', undefined, fault);
  const message = refusal(name);
  const type = 'SandboxError';
  const rest = indexOf(fault.traceback, '\n');
  const traceback = `${type}: ${message}${rest === -1 ? '' : slice(fault.traceback, rest)}`;
  return settle('blocked', undefined, { __proto__: null, type, message, traceback, line: fault.line });
}

function settleValue(value) {
  // A promise that was rejected and that nothing waits for would be lost without a word.
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && host.promiseState(value) === 2) return settleThrown(host.promiseResult(value));
  return settle('ok', value);
}

function dispatch(operation, value) {
  switch (operation) {
    case 'set-up':
      return setUp(parseJson(value)) ?? '';
    case 'begin':
      return begin(parseJson(value));
    case 'tick':
      return `${tick()}`;
    case 'value':
      return settleValue(value);
    case 'done':
      return settle('ok');
    case 'thrown':
      return settleThrown(value);
    default:
      // 'syntax-error', 'blocked' or 'runtime-error', found by the host.
      return settle(operation, undefined, parseJson(value));
  }
}
