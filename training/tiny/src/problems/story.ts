import { evaluate, type Formula } from './formula.ts';
import { hash32, type Random } from './random.ts';
import {
  containers,
  heldOutContainers,
  heldOutItems,
  heldOutPeople,
  items,
  people,
  places,
  type Noun,
} from './words.ts';

/** `train` is what the student learns from; the others are held out by template, number, noun and name. */
export type Split = 'train' | 'development' | 'test';

/** A named number of the program: given in the question, or computed by `formula`. */
export interface Quantity {
  key: string;
  /** Python names it may have; the teacher chooses one. */
  names: string[];
  value: bigint;
  /** Absent for a number that the question gives. */
  formula?: Formula;
  /** Ways to say the computation in a thought, in the imperative. */
  plans: string[];
  /** The stock that this is a later state of: code may overwrite one variable for the whole line. */
  line?: string;
}

/** A self-check that the wording of the problem promises: `left op right`. */
export interface Check {
  /** Runs once this quantity is known. */
  after: string;
  left: Formula;
  comparison: '==' | '>=' | '>' | '<=';
  right: Formula;
}

/** How large a drawn number is. */
export type Size = 'large' | 'medium' | 'small';

/** Thrown when the numbers drawn so far admit no whole result; the generator draws again. */
export class UnusableNumbers extends Error {}

/** Chances of 1, 2, 3, … digits. The evaluation has the longer numbers, as GSM-Hard has. */
const digitChances: Record<'train' | 'held-out', Record<Size, readonly number[]>> = {
  train: { large: [1, 2, 3, 4, 4, 3, 2, 1, 1], medium: [2, 3, 3, 2, 1], small: [1, 1] },
  'held-out': { large: [0, 0, 1, 2, 3, 3, 2, 1, 1], medium: [0, 1, 3, 3, 1], small: [1, 2] },
};

/** Results stay below this: nobody owns a quadrillion apples. */
const LIMIT = 10n ** 12n;

/** Whether the number belongs to the evaluation problems alone. Numbers below 100 are too few to be split. */
export const isHeldOutNumber = (value: bigint): boolean => value >= 100n && hash32(`number:${value}`) % 8 === 0;

/** Collects the sentences and the program of one problem while its clauses are written. */
export class Story {
  readonly random: Random;
  readonly split: Split;
  readonly item: Noun;
  readonly otherItem: Noun;
  readonly container: Noun;
  readonly place: Noun;
  readonly name: string;
  readonly friend: string;
  readonly third: string;
  readonly sentences: string[] = [];
  readonly quantities: Quantity[] = [];
  readonly checks: Check[] = [];
  question = '';
  /** What is asked for, as a noun phrase. */
  goal = '';
  /** The present stock, amount of money or distance. */
  stock: Formula = { kind: 'constant', value: 0n };
  readonly unneeded: bigint[] = [];
  /** Every number that was drawn at random (not computed from others, as a goal or a fair share is). */
  readonly drawn: bigint[] = [];

  constructor(random: Random, split: Split) {
    this.random = random;
    this.split = split;
    const held = split !== 'train';
    [this.item, this.otherItem] = pair(random.sample(held ? [...heldOutItems, ...items.slice(0, 48)] : items, 2));
    this.container = random.pick(held ? [...heldOutContainers, ...containers.slice(0, 12)] : containers);
    this.place = random.pick(places);
    [this.name, this.friend, this.third = ''] = pair(
      random.sample(held ? [...heldOutPeople, ...people.slice(0, 12)] : people, 3),
    );
  }

  pick<T>(choices: readonly T[]): T {
    return this.random.pick(choices);
  }

  say(...wordings: string[]): void {
    this.sentences.push(this.pick(wordings));
  }

  ask(goal: string, ...wordings: string[]): void {
    this.goal = goal;
    this.question = this.pick(wordings);
  }

  /** Draws a number of the split's partition and range. */
  draw(size: Size, range: { above?: bigint; below?: bigint } = {}): bigint {
    const chances = digitChances[this.split === 'train' ? 'train' : 'held-out'][size];
    const above = range.above ?? 1n;
    const room = range.below === undefined ? chances.length : String(range.below).length;
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const digits = Math.min(room, this.random.weighted(chances) + 1);
      const first = 10 ** (digits - 1);
      const value = BigInt(this.random.int(first, first * 10 - 1));
      if (value <= above || (range.below !== undefined && value >= range.below)) continue;
      if (value >= 100n && isHeldOutNumber(value) !== (this.split !== 'train')) continue;
      this.drawn.push(value);
      return value;
    }
    throw new UnusableNumbers();
  }

  /** A number that the question gives. */
  given(names: string[], value: bigint): Formula {
    const key = `q${this.quantities.length}`;
    this.quantities.push({ key, names: names.map(identifier), value, plans: [] });
    return { kind: 'quantity', key };
  }

  /** A number that has to be computed. */
  derive(names: string[], formula: Formula, plans: string[], line?: string): Formula {
    const key = `q${this.quantities.length}`;
    const value = this.valueOf(formula);
    if (value < 0n || value >= LIMIT) throw new UnusableNumbers();
    this.quantities.push({
      key,
      names: names.map(identifier),
      value,
      formula,
      plans,
      ...(line === undefined ? {} : { line: identifier(line) }),
    });
    return { kind: 'quantity', key };
  }

  /** A check that runs once the quantities of both sides are known; the numbers are redrawn when it fails. */
  check(left: Formula, comparison: Check['comparison'], right: Formula): void {
    const a = this.valueOf(left);
    const b = this.valueOf(right);
    const holds = comparison === '==' ? a === b : comparison === '>' ? a > b : comparison === '>=' ? a >= b : a <= b;
    if (!holds) throw new UnusableNumbers();
    const last = this.quantities.at(-1);
    if (last !== undefined) this.checks.push({ after: last.key, left, comparison, right });
  }

  /** A divisor of the value from 2 to `most`, so that an equal division comes out even. */
  divisorOf(value: bigint, most = 99): bigint {
    const divisors = Array.from({ length: most - 1 }, (_, index) => BigInt(index + 2)).filter(
      (divisor) => value % divisor === 0n && value > divisor,
    );
    if (divisors.length === 0) throw new UnusableNumbers();
    return this.pick(divisors);
  }

  valueOf(formula: Formula): bigint {
    return evaluate(formula, (key) => {
      const found = this.quantities.find((quantity) => quantity.key === key);
      if (found === undefined) throw new RangeError(`The story has no quantity ${key}; define it before it is used.`);
      return found.value;
    });
  }

  stockValue(): bigint {
    return this.valueOf(this.stock);
  }
}

function pair<T>(list: readonly T[]): [T, T, T?] {
  const [first, second, third] = list;
  if (first === undefined || second === undefined) throw new RangeError('Two words are needed and fewer were drawn.');
  return third === undefined ? [first, second] : [first, second, third];
}

/** A Python name from English words. */
const identifier = (words: string): string => words.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');

/** A clause of a problem: writes sentences and computations into the story. */
export interface Clause {
  id: string;
  write(story: Story): void;
}

/** Clauses that combine freely: one opener, some events, one question. */
export interface Family {
  id: string;
  openers: readonly Clause[];
  events: readonly Clause[];
  questions: readonly Clause[];
  /** Most events of a training template; held-out templates may have one more. */
  mostEvents: number;
}
