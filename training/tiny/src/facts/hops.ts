/** What stands between the two facts of a question. */
export type MiddleKind = 'country' | 'state';

/** A fact that leads from what the question names to what it does not name. `{}` stands for the thing that is given. */
export interface FirstHop {
  relation: string;
  leadsTo: MiddleKind;
  /** Ways to say what is looked for. */
  descriptions: readonly string[];
  /** The best search first. */
  queries: readonly string[];
}

/** A fact that a question asks for. `{}` stands for what the fact is about. */
export interface LastHop {
  relation: string;
  /** Absent where questions of two steps do not end here. */
  about?: MiddleKind;
  /** The relation's subject is the answer, and its object is what is known. */
  isInverse: boolean;
  /** Ways to ask. */
  frames: readonly string[];
  queries: readonly string[];
  /** What is asked for, in a few words. */
  goal: string;
  /** Whether the answer is a name, which can be kept out of training; years can't. */
  isName: boolean;
}
