import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

/** A reader of option values for commander: checks the text with a schema and names what is wrong. */
function reader<T>(schema: z.ZodType<T>, expected: string): (text: string) => T {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`It must be ${expected}.`);
  };
}

const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number);
const integer = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

export const positiveInteger = reader(
  integer.refine((value) => value > 0),
  'a whole number above 0',
);
export const wholeNumber = reader(integer, 'a whole number, 0 or above');
export const temperature = reader(decimal, 'a number, 0 or above');
export const httpAddress = reader(z.url({ protocol: /^https?$/ }), 'an address such as http://localhost:8000/v1');
export const portNumber = reader(
  integer.refine((value) => value <= 65_535),
  'a port from 0 (any free one) to 65535',
);
export const countList = reader(
  z
    .string()
    .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14})*$/)
    .transform((list) => list.split(',').map(Number)),
  'whole numbers above 0, such as 2,3,5',
);
export const searchModes = ['bm25', 'dense', 'hybrid'] as const;
export const modeList = reader(
  z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(searchModes))),
  'some of bm25,dense,hybrid',
);
export const wordList = reader(
  z
    .string()
    .transform((list) => list.split(',').map((word) => word.trim()))
    .pipe(z.array(z.string().min(1))),
  'names with commas between them',
);
export const seedList = reader(
  z
    .string()
    .regex(/^\d{1,15}(,\d{1,15})*$/)
    .transform((list) => list.split(',').map(Number))
    .refine((seeds) => new Set(seeds).size === seeds.length),
  'different whole numbers, such as 0,1,2',
);
export const shardOf = reader(
  z
    .string()
    .regex(/^[1-9]\d{0,5}\/[1-9]\d{0,5}$/)
    .transform((text) => text.split('/').map(Number))
    .transform(([index = 0, count = 0]) => ({ index, count }))
    .refine(({ index, count }) => index <= count),
  'a part and how many there are, such as 1/3, 2/3 or 3/3',
);
export const temperatureList = reader(
  z
    .string()
    .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/)
    .transform((list) => list.split(',').map(Number)),
  'numbers, 0 or above, such as 0.4,0.7',
);
export const shareBelowOne = reader(
  decimal.refine((value) => value < 1),
  'a share from 0 to below 1, such as 0.05',
);
export const similarity = reader(
  decimal.refine((value) => value > 0 && value <= 1),
  'a number above 0, at most 1, such as 0.8',
);
export const redisAddress = reader(
  z.url({ protocol: /^rediss?$/ }),
  'the address of a Redis server, such as redis://localhost:6379',
);
