export { type SympyOptions, sympyEquality } from './algebra/sympy.ts';
export { MathEquivalence, mathematicallyEqual } from './equivalence.ts';
export { type ExtractedAnswer, type ExtractionOptions, extractAnswer } from './extract/extract.ts';
export { type MathScorer, mathScorer } from './math-scorer.ts';
export type { EquivalenceOptions, MatchType, MathScorerOptions, SymbolicEquality } from './options.ts';
