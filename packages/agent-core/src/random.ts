/** A source of uniformly distributed numbers in [0, 1). */
export type Random = () => number;

/**
 * The pseudo-random sequence of one stream of a seed: a function of both alone, so that a sample does not depend on how
 * many others are drawn or on when they end. The generator is sfc32 (Chris Doty-Humphrey's Small Fast Counting
 * generator of 128 bits, https://pracrand.sourceforge.net), its state is filled by hashing both numbers.
 */
export function seededRandom(seed: number, stream: number): Random {
  let a = mix(seed ^ 0x9e3779b9);
  let b = mix(Math.floor(seed / 0x1_0000_0000) ^ a);
  let c = mix(stream ^ b);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return () => (next() * 0x20_0000 + (next() >>> 11)) / 0x20_0000_0000_0000;
}

/** Spreads the lowest 32 bits of a number over 32 bits (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
