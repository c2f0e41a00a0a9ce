/** Finds the first stop string in text that comes in pieces, wherever the pieces are cut. */
export class StopMatcher {
  readonly #stops: readonly string[];
  readonly #longest: number;
  #text = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops;
    this.#longest = stops.reduce((longest, stop) => Math.max(longest, stop.length), 0);
  }

  /** Text so far; after a match, the text before the stop string. */
  get text(): string {
    return this.#text;
  }

  /** Appends a piece; returns the stop string that now ends the text, the earliest one and of those the longest. */
  push(piece: string): string | undefined {
    if (piece === '') return undefined;
    const from = Math.max(0, this.#text.length - this.#longest + 1);
    this.#text += piece;
    let at = Infinity;
    let found: string | undefined;
    for (const stop of this.#stops) {
      const index = this.#text.indexOf(stop, from);
      if (index < 0) continue;
      if (index < at || (index === at && stop.length > (found?.length ?? 0))) {
        at = index;
        found = stop;
      }
    }
    if (found !== undefined) this.#text = this.#text.slice(0, at);
    return found;
  }

  /** How many characters of {@link text} can no longer turn out to be part of a stop string. */
  get certainLength(): number {
    const text = this.#text;
    for (let start = Math.max(0, text.length - this.#longest + 1); start < text.length; start++) {
      const tail = text.slice(start);
      if (this.#stops.some((stop) => stop.startsWith(tail))) return start;
    }
    return text.length;
  }
}
