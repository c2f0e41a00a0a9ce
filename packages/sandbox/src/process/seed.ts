/** A number, or `random`: another one for each session. */
export type Seed = number | 'random';

/** The 32-bit number that a session starts with. */
export function drawSeed(seed: Seed): number {
  return seed === 'random' ? (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) : seed;
}
