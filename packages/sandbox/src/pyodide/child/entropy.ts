import crypto from 'node:crypto';

/**
 * The interpreter's source of random bytes (`os.urandom`, `uuid`, `secrets`): a sequence that the seed fixes, so that a
 * session can be repeated, and whose position can be rolled back, so that all branches draw the same bytes. It is not
 * fit for secrets, of which a sandbox has none.
 */
export class Entropy {
  /** 32-bit words drawn so far. */
  position = 0;
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Fixes another sequence from here on. */
  reseed(seed: number): void {
    this.#seed = seed;
  }

  fill(view: Uint8Array): void {
    for (let offset = 0; offset < view.byteLength; offset += 4) {
      const word = this.#word();
      for (let byte = 0; byte < 4 && offset + byte < view.byteLength; byte++) view[offset + byte] = word >>> (8 * byte);
    }
  }

  /** Pyodide takes its random bytes from this function of Node; the process runs nothing but Pyodide. */
  replaceSystemSource(): void {
    Reflect.set(crypto, 'randomFillSync', (view: Uint8Array) => {
      this.fill(view);
      return view;
    });
  }

  /** Mixes seed and position as SplitMix32 does. */
  #word(): number {
    let word = (this.#seed ^ Math.imul(++this.position, 0x9e3779b9)) | 0;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  }
}
