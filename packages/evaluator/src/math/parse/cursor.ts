import { MAX_NESTING, NotComparable } from '../limits.ts';
import type { Expression } from '../expression.ts';
import { type Token, Unreadable } from './lexer.ts';

/** Reads one part of an answer at the cursor. @throws Unreadable where there is none */
type Rule = (cursor: Cursor) => Expression;

/** The rules that others deeper down need again: brackets hold whole lists, arguments hold products. */
interface Rules {
  list: Rule;
  sum: Rule;
  product: Rule;
  factor: Rule;
}

const STOP: Token = { type: 'stop', text: '', space: true };

/** A place among tokens, and what the parser must know of where it is. */
export class Cursor {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;
  /** A bar ends the present part: inside `|x|` and before the condition of `{x | x > 0}`. */
  barEnds = false;
  /** `dx` ends the present part. */
  insideIntegral = false;

  readonly rules: Rules;

  constructor(tokens: readonly Token[], rules: Rules) {
    this.#tokens = [...tokens];
    this.rules = rules;
  }

  get place(): number {
    return this.#at;
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? STOP;
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  back(place: number): void {
    this.#at = place;
  }

  isMark(...texts: string[]): boolean {
    const token = this.peek();
    return token.type === 'mark' && texts.includes(token.text);
  }

  isCommand(...names: string[]): boolean {
    const token = this.peek();
    return token.type === 'command' && names.includes(token.text);
  }

  takeMark(...texts: string[]): boolean {
    if (!this.isMark(...texts)) return false;
    this.#at++;
    return true;
  }

  takeCommand(...names: string[]): boolean {
    if (!this.isCommand(...names)) return false;
    this.#at++;
    return true;
  }

  expectMark(text: string): void {
    if (!this.takeMark(text)) throw new Unreadable(`“${text}” expected, “${this.peek().text}” found`);
  }

  /** Takes the first characters of the present token and leaves the rest as a token of its own. */
  split(length: number): Token {
    const token = this.peek();
    const rest = token.text.slice(length);
    if (rest === '') return this.next();
    this.#tokens.splice(
      this.#at,
      1,
      { ...token, text: token.text.slice(0, length) },
      { ...token, text: rest, space: false },
    );
    return this.next();
  }

  /** Runs a part of the parser one level deeper. @throws NotComparable past the limit of nesting */
  nested<T>(part: () => T): T {
    if (++this.#depth > MAX_NESTING)
      throw new NotComparable(`not comparable: nested more than ${MAX_NESTING} levels deep`);
    try {
      return part();
    } finally {
      this.#depth--;
    }
  }

  /** Runs a part of the parser in which a bar ends (or does not end) what is read. */
  withBars<T>(barEnds: boolean, part: () => T): T {
    const before = this.barEnds;
    this.barEnds = barEnds;
    try {
      return part();
    } finally {
      this.barEnds = before;
    }
  }
}
