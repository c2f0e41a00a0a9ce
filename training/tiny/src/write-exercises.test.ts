import { expect, test } from 'vitest';
import { isHeldOutNumber } from './problems/story.ts';
import { copyingExercise } from './write-exercises.ts';

test.each(['first', 'second'] as const)('exercises of the %s level copy numbers that the question holds', (level) => {
  for (let number = 0; number < 200; number += 1) {
    const [question, answer] = copyingExercise(number, level).messages;
    for (const line of answer?.content.split('\n') ?? []) {
      const [name = '', value = ''] = line.split(' = ');
      const sentence = question?.content.split('. ').find((part) => part.includes(name.replaceAll('_', ' ')));
      expect(sentence).toContain(value);
      expect(isHeldOutNumber(BigInt(value))).toBe(false);
    }
  }
});
