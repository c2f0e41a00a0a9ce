export { describeEscapes, type EscapeSuiteOptions } from './testing/describe-escapes.ts';
