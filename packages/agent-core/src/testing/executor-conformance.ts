import { describe } from 'vitest';
import type { Executor } from '../index.ts';
import { limitCases } from './executor-limits.ts';
import { resetCases } from './executor-resets.ts';
import { resultCases } from './executor-results.ts';
import { stateCases } from './executor-states.ts';
import { toolCases } from './executor-tools.ts';

/**
 * The contract of {@link Executor} as tests, for every implementation to pass. Call it at the top of a test file.
 * @param name of the implementation, as the report shows it
 * @param makeExecutor makes one with default limits; it is called for each group of tests and closed after it
 */
export function describeExecutor(name: string, makeExecutor: () => Executor | Promise<Executor>): void {
  describe(`${name} keeps the contract of an executor`, () => {
    describe('results', () => resultCases(makeExecutor));
    describe('states', () => stateCases(makeExecutor));
    describe('resets', () => resetCases(makeExecutor));
    describe('limits', () => limitCases(makeExecutor));
    describe('tools', () => toolCases(makeExecutor));
  });
}
