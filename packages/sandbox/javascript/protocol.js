// What the agent's code finds beside JavaScript: the final answer and the tools.

const longestCall = 16 * 1024 * 1024;

const state = {
  __proto__: null,
  step: 0,
  limit: 20_000,
  capture: new Capture(0),
  // The text and JSON of the final answer, once one was given in the snippet.
  answer: undefined,
  // The names that are bound anew for every snippet, and what code had bound to them.
  protocol: { __proto__: null },
  shadowed: { __proto__: null },
};

/** Ends the snippet: the host interrupts it in a way that no code can catch. */
function stop() {
  host.stop();
  for (;;);
}

/** After the final answer nothing that code does counts. */
function enter() {
  if (state.answer !== undefined) stop();
}

class ToolError extends NativeError {
  constructor(message) {
    super(message);
    defineHidden(this, 'name', 'ToolError');
  }
}

/** Gives the final answer to the task and ends the snippet. */
function finalAnswer(answer) {
  enter();
  // A model that writes 'finalAnswer = 42' and in a later step 'finalAnswer(finalAnswer)' means the 42.
  if (answer === finalAnswer) answer = state.shadowed.finalAnswer ?? state.shadowed.final_answer ?? answer;
  const isObject = (typeof answer === 'object' && answer !== null) || typeof answer === 'function';
  const text = clip(isObject ? inspect(answer) : toText(answer), state.limit);
  let json;
  try {
    json = encode(answer, true);
  } catch {
    // It has no exact JSON form, and so only a text.
  }
  if (json !== undefined && json.length > state.limit) json = undefined;
  state.answer = { __proto__: null, text, json };
  stop();
}

function isPlain(value) {
  if (typeof value !== 'object' || value === null || isArray(value)) return false;
  const prototype = getPrototypeOf(value);
  return prototype === objectPrototype || prototype === null;
}

/** The value of each parameter, in their order: a single plain object names them, anything else goes by position. */
function bindArguments(tool, parameters, given) {
  const values = [];
  if (given.length === 1 && isPlain(given[0])) {
    const keys = ownKeys(given[0]);
    let found = 0;
    for (let index = 0; index < parameters.length; index++) {
      const property = getOwnPropertyDescriptor(given[0], parameters[index].name);
      if (property !== undefined) found++;
      append(values, property === undefined ? undefined : dataOf(property));
    }
    if (found === keys.length) return values;
    throw new NativeTypeError(
      `${tool}() takes a single plain object as its arguments by name, and these are ${namesOf(parameters)}. To pass an object as an argument, name that argument.`,
    );
  }
  if (given.length > parameters.length) {
    throw new NativeTypeError(
      `${tool}() was given ${given.length} arguments and takes ${parameters.length}: ${namesOf(parameters)}.`,
    );
  }
  for (let index = 0; index < parameters.length; index++)
    append(values, index < given.length ? given[index] : undefined);
  return values;
}

function namesOf(parameters) {
  const names = [];
  for (let index = 0; index < parameters.length; index++) append(names, parameters[index].name);
  return names.length === 0 ? 'none' : join(names, ', ');
}

function argumentsText(tool, parameters, values) {
  const parts = [];
  for (let index = 0; index < parameters.length; index++) {
    const { name, required } = parameters[index];
    if (values[index] === undefined) {
      if (required) throw new NativeTypeError(`${tool}() needs the argument ${name}.`);
      continue;
    }
    try {
      append(parts, `${quote(name)}:${encode(values[index], false)}`);
    } catch (error) {
      if (!isError(error)) throw error;
      throw new NativeTypeError(`${tool}() takes JSON values, but in ${name}: ${messageOf(error)}.`);
    }
  }
  return `{${join(parts, ',')}}`;
}

/** A function that checks a call before it reaches the host. */
function defineTool(spec) {
  const { name, parameters } = spec;
  const tool = (...given) => {
    enter();
    const text = `{"tool":${quote(name)},"arguments":${argumentsText(name, parameters, bindArguments(name, parameters, given))}}`;
    if (text.length > longestCall) throw new NativeTypeError(`${name}() was given more than 16 MB.`);
    const reply = parseJson(host.call(text));
    if (hasOwn(reply, 'error')) throw new ToolError(reply.error);
    return reply.output;
  };
  nativeDefine(tool, 'name', { __proto__: null, value: name });
  nativeDefine(tool, 'length', { __proto__: null, value: parameters.length });
  return tool;
}
