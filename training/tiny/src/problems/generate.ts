import { Random } from './random.ts';
import { Story, UnusableNumbers, type Check, type Quantity, type Size, type Split } from './story.ts';
import { templates, type Template } from './templates.ts';

/** A word problem with its program. */
export interface Problem {
  id: string;
  template: string;
  question: string;
  /** The exact answer, in decimal digits. */
  answer: string;
  goal: string;
  quantities: Quantity[];
  checks: Check[];
  /** Numbers in the question that the answer does not depend on. */
  unneeded: string[];
  /** The numbers that were drawn at random: what splits numbers between training and evaluation. */
  drawn: bigint[];
}

const distractions: readonly { size: Size; say: (story: Story, value: bigint) => string }[] = [
  { size: 'small', say: (story, value) => `${story.name} is ${value} years old.` },
  { size: 'small', say: (story, value) => `The ${story.place.one} has been open for ${value} years.` },
  { size: 'medium', say: (story, value) => `${story.friend} lives ${value} km away.` },
  { size: 'medium', say: (story, value) => `The ${story.place.one} has ${value} windows.` },
  { size: 'small', say: (_story, value) => `It is day ${value} of the year.` },
  { size: 'large', say: (story, value) => `${story.friend} also has ${value} ${story.otherItem.many}.` },
  { size: 'medium', say: (_story, value) => `The street number is ${value}.` },
];

/** How often a problem holds a number that is not needed. */
const DISTRACTION = 0.25;

/**
 * The problem of a split with this number: the same number always gives the same problem.
 * @param template fixes the template; without it one is drawn
 */
export function generateProblem(split: Split, number: number, template?: Template): Problem {
  const random = new Random(number * 3 + { train: 0, development: 1, test: 2 }[split]);
  const chosen = template ?? drawTemplate(split, random);
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const story = new Story(random, split);
    try {
      chosen.write(story);
    } catch (error) {
      if (error instanceof UnusableNumbers) continue;
      throw error;
    }
    return finish(story, chosen, `${split}-${number}`);
  }
  // Some templates need luck with their numbers; a neighbour of the same split stands in.
  return generateProblem(split, number + 1_000_000_007);
}

function finish(story: Story, template: Template, id: string): Problem {
  if (story.random.chance(DISTRACTION)) {
    const distraction = story.pick(distractions);
    const value = story.draw(distraction.size);
    story.unneeded.push(value);
    const at = story.random.int(0, story.sentences.length);
    story.sentences.splice(at, 0, distraction.say(story, value));
  }
  const last = story.quantities.findLast(({ formula }) => formula !== undefined);
  if (last === undefined) throw new RangeError(`The template ${template.id} computes nothing.`);
  return {
    id,
    template: template.id,
    question: [...story.sentences, story.question].join(' '),
    answer: String(last.value),
    goal: story.goal,
    quantities: story.quantities,
    checks: story.checks,
    unneeded: story.unneeded.map(String),
    drawn: story.drawn,
  };
}

/**
 * Chances of 0, 1, 2 and 3 events. Short problems teach the clauses at a fraction of the tokens; the evaluation leans
 * to the long ones.
 */
const eventChances: Record<Split, readonly number[]> = {
  train: [0.3, 0.45, 0.25, 0],
  development: [0.1, 0.55, 0.3, 0.05],
  test: [0.1, 0.55, 0.3, 0.05],
};

/** The templates of a split: by number of events, then by family. */
const groups = new Map(
  (['train', 'development', 'test'] as const).map((split) => {
    const own = templates.filter((template) => template.split === split);
    const byEvents = [0, 1, 2, 3].map((events) => [
      ...Map.groupBy(
        own.filter((template) => template.events === events),
        ({ family }) => family,
      ).values(),
    ]);
    return [split, byEvents] as const;
  }),
);

/** Draws the number of events, then the family by the square root of its number of templates, then the template. */
function drawTemplate(split: Split, random: Random): Template {
  const events = random.weighted(eventChances[split]);
  const families = groups.get(split)?.[events] ?? [];
  const family = families[random.weighted(families.map((own) => Math.sqrt(own.length)))];
  return random.pick(family ?? []);
}
