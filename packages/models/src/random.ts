import { seededRandom } from '@agentd/agent-core';

export { seededRandom as sampleRandom, type Random } from '@agentd/agent-core';

/**
 * A seed for one sample of a request to a server, from 0 to 2^31 - 2. Neighbouring request seeds give unrelated
 * sample seeds, whereas `seed + sample` would draw the same samples for seeds 1 and 2.
 */
export function sampleSeed(seed: number, sample: number): number {
  return Math.floor(seededRandom(seed, sample)() * 0x7fff_ffff);
}
