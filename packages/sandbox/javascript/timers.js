// setTimeout and setInterval: a snippet is over when none is left.

let timers = [];
let lastTimer = 0;

function addTimer(task, delay, given, repeats) {
  if (typeof task !== 'function') throw new NativeTypeError('The first argument of a timer must be a function.');
  const number = toNumber(delay);
  const every = isFiniteNumber(number) ? min(max(number, 1), 2 ** 31) : 1;
  append(timers, { __proto__: null, id: ++lastTimer, task, given, every, repeats, due: now() + every });
  return lastTimer;
}

function removeTimer(id) {
  const left = [];
  for (let index = 0; index < timers.length; index++) if (timers[index].id !== id) append(left, timers[index]);
  timers = left;
}

/** Runs the timer that is due; gives the milliseconds until one is, or -1 when there is none. */
function tick() {
  let first;
  for (let index = 0; index < timers.length; index++) {
    if (first === undefined || timers[index].due < first.due) first = timers[index];
  }
  if (first === undefined) return -1;
  const wait = first.due - now();
  if (wait > 0) return wait;
  if (first.repeats) first.due = now() + first.every;
  else removeTimer(first.id);
  apply(first.task, undefined, first.given);
  return 0;
}

const timerFunctions = {
  __proto__: null,
  setTimeout: (task, delay, ...given) => addTimer(task, delay, given, false),
  setInterval: (task, delay, ...given) => addTimer(task, delay, given, true),
  setImmediate: (task, ...given) => addTimer(task, 1, given, false),
  clearTimeout: (id) => removeTimer(id),
  clearInterval: (id) => removeTimer(id),
  clearImmediate: (id) => removeTimer(id),
};
