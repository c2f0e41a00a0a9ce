/** A table of the 65,536 numbers that 16 bits can mean (IEEE 754 binary16). */
export function halfFloatTable(): Float32Array {
  return Float32Array.from({ length: 1 << 16 }, (_, bits) => halfFloat(bits));
}

/** A number from its 16 bits (IEEE 754 binary16). */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
