/** What {@link TokenText} needs of a tokenizer: the text of a list of tokens. */
export type Decode = (ids: number[]) => string;

/**
 * Text of tokens that come one by one. A character that spans several tokens is held back until it is whole. Only
 * the last few tokens are decoded again, since a decoder's spacing depends on the token before.
 */
export class TokenText {
  readonly #decode: Decode;
  #window: number[] = [];
  /** How many tokens of the window were already turned into text, and that text. */
  #shown = 0;
  #shownText = '';

  constructor(decode: Decode) {
    this.#decode = decode;
  }

  /** Adds a token; returns the text that has become certain, which may be empty. */
  push(id: number): string {
    this.#window.push(id);
    const text = this.#decode(this.#window);
    if (text.length <= this.#shownText.length || text.endsWith('\uFFFD')) return '';
    const piece = text.slice(this.#shownText.length);
    this.#window = this.#window.slice(this.#shown);
    this.#shown = this.#window.length;
    this.#shownText = this.#decode(this.#window);
    return piece;
  }

  /** Whatever was held back, such as an unfinished character. */
  flush(): string {
    if (this.#window.length === this.#shown) return '';
    const piece = this.#decode(this.#window).slice(this.#shownText.length);
    this.#window = [];
    this.#shown = 0;
    this.#shownText = '';
    return piece;
  }
}
