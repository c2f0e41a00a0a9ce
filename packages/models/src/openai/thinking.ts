const OPENING = /^\s*<think(?:ing)?>/;
const CLOSING = /<\/think(?:ing)?>/g;
const LONGEST_TAG = '</thinking>'.length;
/** Longer white space before the opening tag is not waited for. */
const LONGEST_START = 64;

/** An answer without the thinking that stood before it. */
export interface SplitAnswer {
  answer: string;
  /** Empty where there was none. */
  reasoning: string;
}

/**
 * Takes `<think>…</think>` from the beginning of a whole answer. Where the prompt had opened the thinking, its closing
 * tag alone is there. Thinking that never ends is all there is: the answer is empty.
 */
export function splitThinking(text: string): SplitAnswer {
  const splitter = new ThinkingSplitter();
  splitter.push(text);
  if (splitter.isThinking) return splitter;
  CLOSING.lastIndex = 0;
  const close = CLOSING.exec(text);
  if (close === null) return { answer: text, reasoning: '' };
  return { answer: text.slice(CLOSING.lastIndex).trimStart(), reasoning: text.slice(0, close.index).trim() };
}

/** Keeps thinking apart in text that comes in pieces, where it begins with an opening tag. */
export class ThinkingSplitter implements SplitAnswer {
  #text = '';
  /** Undefined as long as the text may yet turn out to begin with thinking. */
  #isThinking: boolean | undefined;
  #bodyEnd: number | undefined;
  #answerFrom: number | undefined;

  push(piece: string): void {
    const searchedTo = this.#text.length;
    this.#text += piece;
    if (this.#isThinking === undefined) {
      if (OPENING.test(this.#text)) this.#isThinking = true;
      else if (!mayBeOpening(this.#text)) this.#isThinking = false;
    }
    if (this.#isThinking !== true || this.#answerFrom !== undefined) return;
    CLOSING.lastIndex = Math.max(0, searchedTo - LONGEST_TAG);
    this.#bodyEnd = CLOSING.exec(this.#text)?.index;
    if (this.#bodyEnd !== undefined) this.#answerFrom = CLOSING.lastIndex;
  }

  /** No more text comes: what could have been a tag is none. */
  end(): void {
    this.#isThinking ??= false;
  }

  /** Whether the text begins with thinking. */
  get isThinking(): boolean {
    return this.#isThinking === true;
  }

  /** The answer as far as it has come. */
  get answer(): string {
    if (this.#isThinking === false) return this.#text;
    return this.#answerFrom === undefined ? '' : this.#text.slice(this.#answerFrom).trimStart();
  }

  get reasoning(): string {
    return this.isThinking ? this.#text.slice(0, this.#bodyEnd).replace(OPENING, '').trim() : '';
  }
}

function mayBeOpening(text: string): boolean {
  const start = text.trimStart();
  return text.length < LONGEST_START && ('<thinking>'.startsWith(start) || '<think>'.startsWith(start));
}
