// What programs expect beside the language itself.

const multiply = Math.imul;
let randomSeed = 0;
let randomPosition = 0;

/** The source of Math.random: a sequence that the seed fixes, so that all branches of a state draw the same. */
function random() {
  return ((randomWord() >>> 5) * 67_108_864 + (randomWord() >>> 6)) / 9_007_199_254_740_992;
}

/** Mixes seed and position as SplitMix32 does. */
function randomWord() {
  let word = randomSeed ^ multiply(++randomPosition, 0x9e3779b9);
  word = multiply(word ^ (word >>> 16), 0x21f0aaad);
  word = multiply(word ^ (word >>> 15), 0x735a2d97);
  return (word ^ (word >>> 15)) >>> 0;
}

const performanceObject = { now: () => host.clock(), timeOrigin: now() };

const resolved = Promise.resolve();
const then = asFunction(Promise.prototype.then);

function microtask(task) {
  if (typeof task !== 'function') throw new NativeTypeError('queueMicrotask() takes a function.');
  then(resolved, () => {
    try {
      task();
    } catch (error) {
      // In a promise it would be lost.
      addTimer(
        () => {
          throw error;
        },
        0,
        [],
        false,
      );
    }
  });
}

const newMap = () => new WeakMap();
const getFrom = asFunction(WeakMap.prototype.get);
const putInto = asFunction(WeakMap.prototype.set);
const putInMap = asFunction(Map.prototype.set);
const addToSet = asFunction(Set.prototype.add);
const NativeMap = Map;
const NativeSet = Set;
const NativeDate = Date;

/** A deep copy of plain objects, arrays, maps, sets and dates, with cycles kept. */
function structuredCopy(value, done = newMap()) {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new NativeTypeError(`${inspect(value)} cannot be cloned`);
  }
  if (typeof value !== 'object' || value === null) return value;
  const earlier = getFrom(done, value);
  if (earlier !== undefined) return earlier;
  const made = emptyCopy(value);
  putInto(done, value, made);
  if (mapSize(value) !== undefined) {
    eachOfMap(value, (item, key) => putInMap(made, structuredCopy(key, done), structuredCopy(item, done)));
  } else if (setSize(value) !== undefined) {
    eachOfSet(value, (item) => addToSet(made, structuredCopy(item, done)));
  } else if (timeOf(value) === undefined) {
    const keys = ownKeys(value);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index];
      if (typeof key === 'string' && isEnumerable(value, key)) define(made, key, structuredCopy(value[key], done));
    }
    if (isArray(value)) made.length = value.length;
  }
  return made;
}

function emptyCopy(value) {
  if (isArray(value)) return [];
  if (mapSize(value) !== undefined) return new NativeMap();
  if (setSize(value) !== undefined) return new NativeSet();
  const time = timeOf(value);
  if (time !== undefined) return new NativeDate(time);
  if (isError(value)) {
    const error = new NativeError(messageOf(value));
    defineHidden(error, 'name', typeOfError(value));
    return error;
  }
  return {};
}

/** Defined once: unlike the tools, code may replace these for good. */
function addGlobals(seed) {
  randomSeed = seed;
  defineHidden(Math, 'random', random);
  defineHidden(globalThis, 'performance', performanceObject);
  defineHidden(globalThis, 'queueMicrotask', microtask);
  defineHidden(globalThis, 'structuredClone', (value) => structuredCopy(value));
}
