import { expect, test } from 'vitest';
import { readingExercise } from './reading-exercise.ts';

test('what a reading exercise asks for stands in its passages', () => {
  for (let number = 0; number < 200; number += 1) {
    const [question, passages, answer] = readingExercise(number).messages;
    const [about = ''] = question?.content.split(': ') ?? [];
    const found = /^The [a-z ]+ is (.*)\.$/.exec(answer?.content ?? '')?.[1];
    expect(passages?.content).toContain(about);
    expect(passages?.content).toContain(found);
    expect([question?.learn, passages?.learn, answer?.learn]).toEqual([false, false, true]);
  }
});
