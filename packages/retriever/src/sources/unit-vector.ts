/** A list of numbers brought to length 1, or what is wrong with it. */
export function unitVector(value: unknown): Float32Array | string {
  const isList = Array.isArray(value) || value instanceof Float32Array || value instanceof Float64Array;
  if (!isList) return value === undefined ? 'is missing' : 'is not a list of numbers';
  const vector = new Float32Array(value.length);
  let square = 0;
  for (let index = 0; index < value.length; index++) {
    const number: unknown = value[index];
    if (typeof number !== 'number' || !Number.isFinite(number)) return `holds ${String(number)} at place ${index}`;
    vector[index] = number;
    square += number * number;
  }
  if (square === 0) return 'is empty or zero, so that it has no direction';
  const scale = 1 / Math.sqrt(square);
  return vector.map((number) => number * scale);
}
