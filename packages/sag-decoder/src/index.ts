export {
  answerEquivalence,
  exactEquivalence,
  normalisedEquivalence,
  numericEquivalence,
  type OutcomeEquivalence,
} from './equivalence.ts';
export type { ActionOutcome } from './outcome.ts';
export { SagDecoder } from './sag-decoder.ts';
export { sagPresets, type SagOptions } from './sag-options.ts';
export type { TieBreak } from './tally.ts';
