import { hash32 } from '../problems/random.ts';
import type { Split } from '../problems/story.ts';
import { holdsName, type Facts } from './corpus.ts';

/** Names in more passages than this are never held out: too little text would be left to train on. */
const COMMON = 60;

/** A quarter for the test, an eighth for development. */
export function splitOf(key: string): Split {
  const part = hash32(key) % 16;
  return part < 4 ? 'test' : part < 6 ? 'development' : 'train';
}

/** Which entities are held out. */
export class Splits {
  readonly #facts: Facts;
  readonly #isCommon = new Map<string, boolean>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Of a fact about the first of these names. */
  ofNames([name = '', ...others]: readonly string[]): Split {
    const split = splitOf(`entity:${name}`);
    return split !== 'train' && [name, ...others].some((each) => this.#common(each)) ? 'train' : split;
  }

  #common(name: string): boolean {
    const known = this.#isCommon.get(name);
    if (known !== undefined) return known;
    let passages = 0;
    for (const { text } of this.#facts.passages.values())
      if (text.includes(name) && holdsName(text, name)) passages += 1;
    this.#isCommon.set(name, passages > COMMON);
    return passages > COMMON;
  }
}
