export { EvaluatorError } from './errors.ts';
export {
  type EquivalenceOptions,
  type ExtractedAnswer,
  type ExtractionOptions,
  extractAnswer,
  type MatchType,
  MathEquivalence,
  mathematicallyEqual,
  type MathScorer,
  mathScorer,
  type MathScorerOptions,
  type SymbolicEquality,
  type SympyOptions,
  sympyEquality,
} from './math/index.ts';
