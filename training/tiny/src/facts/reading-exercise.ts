import { Random } from '../problems/random.ts';
import type { TrainingExample } from '../teacher/example.ts';
import { inventedName } from './invented-name.ts';

/** Names in a passage: what it is about, a country, and something else. */
interface Names {
  own: string;
  country: string;
  other: string;
  year: string;
}

/** A way to write a passage, and something that it says. */
interface Pattern {
  text: (names: Names, random: Random) => string;
  title: (names: Names) => string;
  /** What is asked for, of what, and what it is. */
  goal: string;
  about: (names: Names) => string;
  answer: (names: Names) => string;
}

const own = ({ own: name }: Names): string => name;
const country = ({ country: name }: Names): string => name;

/** Each is written as the passages of the corpus are, which are about things that exist. */
const patterns: readonly Pattern[] = [
  {
    title: own,
    text: ({ own: name, country: land }, random) =>
      `${name}, capital of ${land} (national capital${random.pick(['', ', port'])}): ${random.pick(['the capital and largest city of', 'capital of', 'the capital of'])} ${land}. Part of ${land}.`,
    goal: 'capital',
    about: country,
    answer: own,
  },
  {
    title: ({ own: name }) => name.toLowerCase(),
    text: ({ own: name, country: land, other }) =>
      `${name.toLowerCase()} (${land.slice(0, -1)}ian monetary unit): the basic unit of money in ${land}; equal to 100 ${other.toLowerCase()}.`,
    goal: 'unit of money',
    about: country,
    answer: ({ own: name }) => name.toLowerCase(),
  },
  {
    title: own,
    text: ({ own: name, country: land, other }, random) => {
      const kind = random.pick(['city', 'town', 'port', 'river', 'mountain peak', 'lake', 'island']);
      return `${name} (${kind}): a ${kind} in ${random.pick(['northern ', 'southern ', 'western ', ''])}${land} ${random.pick(['on the', 'near the', 'to the east of'])} ${other}. Part of ${land}.`;
    },
    goal: 'country',
    about: own,
    answer: country,
  },
  {
    title: own,
    text: ({ own: name, country: land, other, year }, random) =>
      `${name}, ${name.split(' ').at(-1)} (${random.pick(['poet', 'painter', 'physicist'])}): ${random.pick(['British', 'French', 'United States'])} writer (born in ${land}) known for ${other} (${year}-1973).`,
    goal: 'country',
    about: own,
    answer: country,
  },
  {
    title: country,
    text: ({ country: land, other, year }, random) =>
      `${land}, Republic of ${land} (${random.pick(['African', 'Asian', 'European'])} country): a republic in ${other}; achieved independence from ${random.pick(['France', 'Spain', 'Portugal'])} in ${year}. Part of ${other}.`,
    goal: 'year of independence',
    about: country,
    answer: ({ year }) => year,
  },
  {
    title: country,
    text: ({ country: land, own: name, other }) =>
      `${land}, ${name} State, ${land.slice(0, 2).toUpperCase()} (American state): a state in ${other}. Part of United States.`,
    goal: 'nickname',
    about: country,
    answer: ({ own: name }) => `${name} State`,
  },
];

/**
 * Two passages about things with invented names, what is asked, and the answer: reading alone, in a quarter of the
 * tokens of a run. A few minutes of these save hours of trajectories.
 */
export function readingExercise(number: number): TrainingExample {
  const random = new Random(number * 3 + 17);
  const first = random.pick(patterns);
  // Two passages of one kind are told apart by their names alone.
  const second = random.chance(0.5) ? first : random.pick(patterns);
  const passages = [first, second].map((pattern) => ({ pattern, names: drawNames(random) }));
  const shown = passages.map(
    ({ pattern, names }, index) => `[${index + 1}] ${pattern.title(names)}\n${pattern.text(names, random)}`,
  );
  const { pattern, names } = random.pick(passages);
  return {
    id: `reading-${number}`,
    messages: [
      { role: 'user', content: `${pattern.about(names)}: ${pattern.goal}?`, learn: false },
      { role: 'user', content: `Observation: ${shown.join('\n\n')}`, learn: false },
      { role: 'assistant', content: `The ${pattern.goal} is ${pattern.answer(names)}.`, learn: true },
    ],
  };
}

function drawNames(random: Random): Names {
  const draw = (longest: number): string =>
    Array.from({ length: random.int(1, longest) }, () => {
      const word = inventedName(random);
      return (word[0] ?? '').toUpperCase() + word.slice(1);
    }).join(' ');
  return { own: draw(2), country: draw(2), other: draw(1), year: String(random.int(1400, 1999)) };
}
