import type { TrainingTokenizer } from './tokenizer.ts';

/** Where a position of a text falls among its tokens. */
export interface Boundary {
  /** Index of the first token that begins at the position or after it. */
  index: number;
  /** Whether the tokens before it are those of the text before the position, alone. */
  isExact: boolean;
}

interface Frame {
  /** Characters of the token, and the index after it. */
  start: number;
  end: number;
  index: number;
}

/**
 * The tokens of one text, and where its characters fall among them.
 *
 * Tokenizers do not say where a token stands in the text. But texts on both sides of a special token do not influence
 * each other; and what lies between one and a position can be tokenised by itself. Where these tokens are the first ones
 * of the whole, the position is the end of the last of them.
 */
export class TokenMap {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  readonly #text: string;
  readonly #tokenizer: TrainingTokenizer;
  readonly #frames: readonly Frame[];

  constructor(text: string, tokenizer: TrainingTokenizer) {
    const { ids, tokens } = tokenizer.encode(text);
    this.ids = ids;
    this.tokens = tokens;
    this.#text = text;
    this.#tokenizer = tokenizer;
    this.#frames = framesOf(text, ids, tokenizer.frameTokens);
  }

  /** The boundary at a character of the text. */
  boundary(character: number): Boundary {
    const next = this.#frames.find(({ start }) => start === character);
    if (next !== undefined) return { index: next.index - 1, isExact: true };
    const frame = this.#frames.findLast(({ end }) => end <= character) ?? { end: 0, index: 0 };
    // The special token belongs to what is tokenised: some take the white space after them along.
    const token = frame.index === 0 ? '' : (this.#tokenizer.frameTokens.get(this.ids[frame.index - 1] ?? -1) ?? '');
    const alone = this.#tokenizer.encode(token + this.#text.slice(frame.end, character));
    const first = frame.index - (token === '' ? 0 : 1);
    const isExact = alone.ids.every((id, at) => this.ids[first + at] === id);
    return {
      index: isExact ? first + alone.ids.length : this.#firstAfter(first, alone.tokens.join('').length),
      isExact,
    };
  }

  /** Whether the tokens from one index to another hold the whole text, with the white space at its edges. */
  spells(from: number, to: number, text: string): boolean {
    if (text.trim() === text) return true;
    const here = this.tokens.slice(from, to).join('');
    const alone = this.#tokenizer.encode(text).tokens.join('');
    // Some tokenizers put a space in front of every text: it is not there where the text goes on.
    const goesOn = !this.#frames.some(({ index }) => index === from);
    return here === alone || (goesOn && `▁${here}` === alone);
  }

  #firstAfter(first: number, length: number): number {
    let index = first;
    for (let reached = 0; index < this.tokens.length && reached < length; index += 1) {
      reached += (this.tokens[index] ?? '').length;
    }
    return index;
  }
}

/** The special tokens of a text, in order. What a message spells out is cut, so every one in the text is one. */
function framesOf(text: string, ids: readonly number[], frameTokens: ReadonlyMap<number, string>): Frame[] {
  const frames: Frame[] = [];
  let from = 0;
  for (const [at, id] of ids.entries()) {
    const content = frameTokens.get(id);
    if (content === undefined) continue;
    const start = text.indexOf(content, from);
    // A token for what is in no vocabulary may be a special one; it stands for no text of its own.
    if (start === -1) continue;
    from = start + content.length;
    frames.push({ start, end: from, index: at + 1 });
  }
  return frames;
}
