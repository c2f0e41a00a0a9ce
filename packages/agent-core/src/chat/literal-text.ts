// Text of a message must stay text: a tool's output that holds `<|im_end|>` may not end the turn it is shown in. So
// every special token that a message spells out is cut after its first character, and the parts are tokenised apart.
// Text without special tokens is not touched.

const THINKING = /^<\/?think>$/;

/** Cuts special tokens that are spelt out in messages. */
export class LiteralText {
  readonly #starts: RegExp | undefined;

  /** @param tokens text of all tokens that must not come out of a message */
  constructor(tokens: Iterable<string>) {
    // Templates look for thinking tags in what the assistant wrote; a token of one character can't be cut.
    const longer = [...new Set(tokens)].filter((token) => [...token].length > 1 && !THINKING.test(token));
    const names = longer.map((token) => token.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    this.#starts = names.length === 0 ? undefined : new RegExp(`(?=${names.join('|')})[^]`, 'gu');
  }

  /** Marks where the contents are to be cut; returns them with the mark, for {@link String.split} once rendered. */
  mark(contents: readonly string[]): { contents: string[]; mark: string } {
    const mark = unusedMark(contents);
    const starts = this.#starts;
    return {
      contents: starts === undefined ? [...contents] : contents.map((text) => text.replaceAll(starts, `$&${mark}`)),
      mark,
    };
  }
}

// Unicode keeps these 32 code points free for use inside a program.
const FIRST_NONCHARACTER = 0xfdd0;

function unusedMark(contents: readonly string[]): string {
  let mark = '';
  for (let next = 0; mark === '' || contents.some((text) => text.includes(mark)); next++) {
    mark = String.fromCodePoint(FIRST_NONCHARACTER + (next % 32)).repeat(1 + Math.floor(next / 32));
  }
  return mark;
}
