export { describeScorer, type ScorerSuiteOptions } from './scorer-conformance.ts';
