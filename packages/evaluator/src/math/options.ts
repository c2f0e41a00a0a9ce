/** How an answer is looked for: in LaTeX, among plain numbers and formulas, or as words. */
export type MatchType = 'latex' | 'expr' | 'string';

/** Decides whether two SymPy expressions are equal; undefined where it cannot tell. */
export type SymbolicEquality = (answer: string, reference: string, signal: AbortSignal) => Promise<boolean | undefined>;

/** How answers are compared. */
export interface EquivalenceOptions {
  /**
   * `strict` (default): 1/3 is not 0.3333, brackets count. `paper`: the looser rules of the paper's authors, a relative
   * difference of 1e-4, a hundred times or a hundredth of the reference, brackets stripped.
   */
  profile?: 'strict' | 'paper';
  /** Milliseconds that one comparison may take; default 2000. */
  timeoutMs?: number;
  /** Digits behind the point that numbers are rounded to before they are compared. Default: numbers must be equal. */
  precision?: number;
  /**
   * Whether `1, 2` equals `2, 1` where there are no brackets. `auto` (default): by the question where there is one (not
   * for "in increasing order"), otherwise only where braces, a box, formula delimiters or words mark the list.
   */
  listOrder?: 'auto' | 'ordered' | 'unordered';
  /** Whether `-2 ≤ x ≤ 7` answers a reference `[-2, 7]`. Default true; the reverse is always allowed. */
  relationForSet?: boolean;
  /** Whether computer algebra is asked for what forms, values and points cannot decide. Default true. */
  algebra?: boolean;
  /** Asked last, with both expressions in SymPy's notation: see `sympyEquality`. */
  symbolic?: SymbolicEquality;
}

/** How answers are found in text, and compared. */
export interface MathScorerOptions extends EquivalenceOptions {
  /** Which forms an answer may be found in; default all. */
  matchTypes?: readonly MatchType[];
  /** Whether the last formula or number of a text is its answer where nothing says what the answer is; default true. */
  fallback?: boolean;
}
