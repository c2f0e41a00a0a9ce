import { add, constant, divide, modulo, multiply, subtract, type Formula } from './formula.ts';
import type { Clause, Family, Story } from './story.ts';

/** Openers, events and questions that compare what several people have. */

const persons = new WeakMap<Story, Formula[]>();

const all = (story: Story): Formula[] => persons.get(story) ?? [];

const join = (story: Story, formula: Formula): void => {
  persons.set(story, [...all(story), formula]);
};

const openers: Clause[] = [
  {
    id: 'base',
    write(story) {
      const { name, item } = story;
      const value = story.draw('large');
      join(story, story.given([`${name}_${item.many}`, `${item.many}_of_${name}`], value));
      story.say(`${name} has ${value} ${item.many}.`, `${name} collected ${value} ${item.many}.`);
    },
  },
];

function relation(id: string, who: 'friend' | 'third'): Clause[] {
  const base = (story: Story): Formula => all(story).at(-1) ?? story.stock;
  const baseName = (story: Story): string => (all(story).length === 1 ? story.name : story.friend);
  return [
    {
      id: `${id}-more`,
      write(story) {
        const value = story.draw('large');
        const { item } = story;
        const a = story.given([`more_for_${story[who]}`, `extra_of_${story[who]}`], value);
        story.say(
          `${story[who]} has ${value} more than ${baseName(story)}.`,
          `${story[who]} has ${value} more ${item.many} than ${baseName(story)}.`,
        );
        join(
          story,
          story.derive([`${story[who]}_${item.many}`, `${item.many}_of_${story[who]}`], add(base(story), a), [
            `add to find the ${item.many} of ${story[who]}`,
          ]),
        );
      },
    },
    {
      id: `${id}-fewer`,
      write(story) {
        const value = story.draw('large', { below: story.valueOf(base(story)) });
        const { item } = story;
        const a = story.given([`fewer_for_${story[who]}`, `less_of_${story[who]}`], value);
        story.say(
          `${story[who]} has ${value} fewer than ${baseName(story)}.`,
          `${story[who]} has ${value} fewer ${item.many} than ${baseName(story)}.`,
        );
        story.check(a, '<=', base(story));
        join(
          story,
          story.derive([`${story[who]}_${item.many}`, `${item.many}_of_${story[who]}`], subtract(base(story), a), [
            `subtract to find the ${item.many} of ${story[who]}`,
          ]),
        );
      },
    },
    {
      id: `${id}-times`,
      write(story) {
        const value = story.draw('small');
        const { item } = story;
        const a = story.given([`times_for_${story[who]}`, `factor_of_${story[who]}`], value);
        story.say(
          `${story[who]} has ${value} times as many as ${baseName(story)}.`,
          `${story[who]} has ${value} times the ${item.many} of ${baseName(story)}.`,
        );
        join(
          story,
          story.derive([`${story[who]}_${item.many}`, `${item.many}_of_${story[who]}`], multiply(base(story), a), [
            `multiply to find the ${item.many} of ${story[who]}`,
          ]),
        );
      },
    },
  ];
}

const questions: Clause[] = [
  {
    id: 'together',
    write(story) {
      const { item } = story;
      const [first, ...rest] = all(story);
      if (first === undefined) return;
      const sum = rest.reduce((left, right) => add(left, right), first);
      story.derive(['together', `total_${item.many}`, `all_${item.many}`], sum, ['add all of them', 'add them up']);
      story.ask(
        `all ${item.many}`,
        `How many ${item.many} do they have together?`,
        `How many ${item.many} are there in all?`,
      );
    },
  },
  {
    id: 'last',
    write(story) {
      const who = all(story).length === 3 ? story.third : story.friend;
      story.ask(
        `the ${story.item.many} of ${who}`,
        `How many ${story.item.many} does ${who} have?`,
        `What is the number of ${story.item.many} that ${who} has?`,
      );
    },
  },
  {
    id: 'average',
    write(story) {
      const { item } = story;
      const [first, ...rest] = all(story);
      if (first === undefined) return;
      const count = constant(all(story).length);
      const sum = story.derive(
        ['together', `total_${item.many}`],
        rest.reduce((left, right) => add(left, right), first),
        ['add all of them', 'add them up'],
      );
      story.check(modulo(sum, count), '==', constant(0));
      story.derive(['average', 'mean'], divide(sum, count), ['divide by the number of people', 'find the average']);
      story.ask(
        'the average',
        `How many ${item.many} does a person have on average?`,
        `What is the average number of ${item.many}?`,
      );
    },
  },
  {
    id: 'worth',
    write(story) {
      const { item } = story;
      const [first, ...rest] = all(story);
      if (first === undefined) return;
      const sum = story.derive(
        ['together', `total_${item.many}`],
        rest.reduce((left, right) => add(left, right), first),
        ['add all of them', 'add them up'],
      );
      const value = story.draw('small');
      const price = story.given(['price', `price_per_${item.one}`], value);
      story.derive(['money', 'total_price'], multiply(sum, price), ['multiply by the price', 'find the money']);
      story.ask(
        'the money',
        `All are sold at ${value} dollars each. How many dollars do they get together?`,
        `One ${item.one} is worth ${value} dollars. How many dollars are all together worth?`,
      );
    },
  },
];

/** Two or three people have like things. The openers hold the whole chain, so that its order is part of the template. */
export const compare: Family = {
  id: 'compare',
  openers: openers.flatMap((opener) =>
    relation('second', 'friend').flatMap((second) => [
      { id: second.id, write: (story: Story) => [opener, second].forEach((clause) => clause.write(story)) },
      ...relation('third', 'third').map((third) => ({
        id: `${second.id}.${third.id}`,
        write: (story: Story) => [opener, second, third].forEach((clause) => clause.write(story)),
      })),
    ]),
  ),
  events: [],
  questions,
  mostEvents: 0,
};
