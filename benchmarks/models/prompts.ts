/** A text of so many tokens, a letter each; another `salt`, another text from its first letter on. */
export function promptOf(length: number, salt: number): string {
  let state = Math.imul(salt + 1, 0x9e3779b1);
  return Array.from({ length }, (_, at) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + at;
    // Each salt has a first letter of its own, as far as letters go: caches of earlier prompts must not help.
    const letter = at === 0 ? salt % 26 : ((state >>> 9) & 0xffff) % 26;
    return String.fromCharCode(97 + letter);
  }).join('');
}

/** Most tokens of each of `count` samples: evenly spread from a fifth of `most` to all of it. */
export function lengthsOf(count: number, most: number): number[] {
  if (count === 1) return [most];
  return Array.from({ length: count }, (_, at) => Math.round((most / 5) * (1 + (4 * at) / (count - 1))));
}
