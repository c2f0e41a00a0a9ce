import { z } from 'zod';
import { suggestion } from './nearest.ts';

/**
 * An object that has these keys and no others. The message about unknown keys is the list of the known ones, of which
 * `problemsOf` makes one problem for each key.
 */
export function settings<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code, input }) =>
      code === 'unrecognized_keys' ? names : `must be settings (${names}); it is ${shown(input)}`,
  });
}

/** `must be a whole number above 0; it is "eight"`. */
export const must = (what: string): { error: (issue: { input?: unknown }) => string } => ({
  error: ({ input }) =>
    input === undefined ? `is missing; it must be ${what}` : `must be ${what}; it is ${shown(input)}`,
});

const above0 = must('a whole number above 0');
const from0 = must('a whole number, 0 or above');

export const positive = z.int(above0).positive(above0);
export const whole = z.int(from0).nonnegative(from0);
export const text = z.string(must('text')).trim().min(1, must('text'));
export const flag = z.boolean(must('true or false'));
export const temperature = z
  .number(must('a number from 0 to 2'))
  .min(0, must('a number from 0 to 2'))
  .max(2, must('a number from 0 to 2'));

/** One of these words; another is refused with the nearest of them. */
export function oneOf<const Names extends readonly [string, ...string[]]>(...names: Names) {
  return z.enum(names, {
    error: ({ input }) => {
      const nearest = typeof input === 'string' ? suggestion(input, names) : '';
      const given = input === undefined ? 'is missing; it must be' : 'must be';
      return `${given} one of ${names.join(', ')}${input === undefined ? '' : `; it is ${shown(input)}`}${nearest}`;
    },
  });
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null
    ? `settings (${Object.keys(value).join(', ')})`
    : JSON.stringify(value);
}
