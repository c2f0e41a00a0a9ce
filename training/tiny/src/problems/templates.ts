import { compare } from './people.ts';
import { grid } from './grid.ts';
import { lists } from './lists.ts';
import { money } from './money/index.ts';
import { hash32 } from './random.ts';
import { ratio } from './ratio.ts';
import { stock } from './stock/index.ts';
import type { Clause, Family, Split, Story } from './story.ts';
import { travel } from './travel.ts';

/** One kind of problem: an opener, events in a fixed order, and a question. */
export interface Template {
  /** Such as `stock/boxes/gain.lose/share`. */
  id: string;
  family: string;
  /** How many things happen between the opening and the question. */
  events: number;
  split: Split;
  write(story: Story): void;
}

const families: readonly Family[] = [stock, money, travel, grid, lists, compare, ratio];

/**
 * Every template. A template belongs to one split as a whole, by the hash of its id alone: what is held out was never
 * chosen by hand. One in eight is for the test, one in sixteen for development; templates with one event more than a
 * family trains on are all held out. What asks for nothing but a number of the question is no template.
 */
export const templates: readonly Template[] = families
  .flatMap((family) =>
    family.openers.flatMap((opener) =>
      chains(family.events, family.mostEvents + (family.events.length > 0 ? 1 : 0)).flatMap((events) =>
        family.questions.map((question) => toTemplate(family, opener, events, question)),
      ),
    ),
  )
  .filter(({ id }) => !id.endsWith('/has//left'));

function toTemplate(family: Family, opener: Clause, events: readonly Clause[], question: Clause): Template {
  const id = `${family.id}/${opener.id}/${events.map((event) => event.id).join('.')}/${question.id}`;
  return {
    id,
    family: family.id,
    events: events.length,
    split: splitOf(id, events.length > family.mostEvents),
    write(story) {
      for (const clause of [opener, ...events, question]) clause.write(story);
    },
  };
}

function splitOf(id: string, isLonger: boolean): Split {
  const part = hash32(`template:${id}`) % 16;
  if (isLonger) return part % 2 === 0 ? 'test' : 'development';
  return part < 2 ? 'test' : part === 2 ? 'development' : 'train';
}

/** All orders of up to `most` different events. */
function chains(events: readonly Clause[], most: number): Clause[][] {
  if (most === 0) return [[]];
  return chains(events, most - 1).flatMap((chain) =>
    chain.length < most - 1
      ? [chain]
      : [chain, ...events.filter((event) => !chain.includes(event)).map((event) => [...chain, event])],
  );
}
