import { InvalidInputError } from './errors.ts';

/**
 * A seed for one part of a run, such as one step or one sample: the same inputs give the same seed on every machine
 * and in every version, and different inputs give seeds that have nothing to do with each other.
 *
 * Murmur3 (x86, 128 bits) of the inputs, each with its kind and length, so that `('a', 'b')`, `('ab')` and
 * `(1)`, `('1')` differ; 31 bits of it, for servers that take a signed 32-bit seed.
 * @returns a whole number from 0 to 2^31 - 1
 * @throws InvalidInputError when a number is not a safe integer
 */
export function deriveSeed(seed: number, ...parts: readonly (string | number)[]): number {
  const key = [seed, ...parts].map(encodePart).join('');
  return (murmur3(key)[0] ?? 0) >>> 1;
}

/**
 * A stable name for a text: 32 hexadecimal digits, equal for equal texts on every machine and in every version.
 * Murmur3 (x86, 128 bits, seed 0) of its UTF-8 bytes. For keys and file names, never for security: whoever wants to
 * can make two texts with the same hash.
 */
export function hashText(text: string): string {
  return Array.from(murmur3(text), (word) => word.toString(16).padStart(8, '0')).join('');
}

function encodePart(part: string | number): string {
  if (typeof part === 'string') return `s${part.length}:${part};`;
  if (!Number.isSafeInteger(part)) {
    throw new InvalidInputError(`A seed was to be derived from ${part}; use whole numbers below 2^53, or text.`);
  }
  return `n${part};`;
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/** MurmurHash3_x86_128 by Austin Appleby (public domain), seed 0; four 32-bit words. */
function murmur3(text: string): Uint32Array {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [h1, h2, h3, h4] = [0, 0, 0, 0];
  const blocks = bytes.length - (bytes.length % 16);
  for (let at = 0; at < blocks; at += 16) {
    h1 = stir(h1 ^ scramble(view.getUint32(at, true), C1, 15, C2), h2, 19, 0x561ccd1b);
    h2 = stir(h2 ^ scramble(view.getUint32(at + 4, true), C2, 16, C3), h3, 17, 0x0bcaa747);
    h3 = stir(h3 ^ scramble(view.getUint32(at + 8, true), C3, 17, C4), h4, 15, 0x96cd1c35);
    h4 = stir(h4 ^ scramble(view.getUint32(at + 12, true), C4, 18, C1), h1, 13, 0x32ac3b17);
  }
  const tail = new DataView(new ArrayBuffer(16));
  for (let at = blocks; at < bytes.length; at += 1) tail.setUint8(at - blocks, view.getUint8(at));
  h1 ^= scramble(tail.getUint32(0, true), C1, 15, C2) ^ bytes.length;
  h2 ^= scramble(tail.getUint32(4, true), C2, 16, C3) ^ bytes.length;
  h3 ^= scramble(tail.getUint32(8, true), C3, 17, C4) ^ bytes.length;
  h4 ^= scramble(tail.getUint32(12, true), C4, 18, C1) ^ bytes.length;
  return mix(mix(new Uint32Array([h1, h2, h3, h4])).map(finalise));
}

/** Adds every word to the first, then the first to every other. */
function mix(words: Uint32Array): Uint32Array {
  const sum = words.reduce((total, word) => (total + word) >>> 0, 0);
  return words.map((word, index) => (index === 0 ? sum : word + sum));
}

function scramble(word: number, first: number, shift: number, second: number): number {
  return Math.imul(rotate(Math.imul(word, first), shift), second);
}

function stir(hash: number, next: number, shift: number, constant: number): number {
  return (Math.imul(rotate(hash, shift) + next, 5) + constant) | 0;
}

function rotate(word: number, shift: number): number {
  return (word << shift) | (word >>> (32 - shift));
}

function finalise(word: number): number {
  let hash = word ^ (word >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
