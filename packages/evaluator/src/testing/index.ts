export { describeMethod, type MethodSuiteOptions } from './method-conformance.ts';
export { describeScorer, type ScorerSuiteOptions } from './scorer-conformance.ts';
