import { describe } from 'vitest';
import type { LanguageModel } from '../model.ts';
import { answerCases } from './model-answers.ts';
import { modelFixture, type LanguageModelSuiteOptions } from './model-fixture.ts';
import { refusalCases } from './model-refusals.ts';
import { streamCases } from './model-streams.ts';

/**
 * What every {@link LanguageModel} must hold. The model is made once and closed at the end.
 * @param make opens the model
 */
export function describeLanguageModel(
  name: string,
  make: () => Promise<LanguageModel> | LanguageModel,
  options: LanguageModelSuiteOptions = {},
): void {
  describe(`language model: ${name}`, () => {
    const fixture = modelFixture(make, options);
    answerCases(fixture);
    streamCases(fixture);
    refusalCases(fixture);
  });
}
