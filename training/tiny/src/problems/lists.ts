import { add, constant, divide, modulo, multiply, overList, subtract, type Formula } from './formula.ts';
import { UnusableNumbers, type Clause, type Family, type Story } from './story.ts';
import { days, people } from './words.ts';

/** Openers and questions about several like numbers: sums, extremes, differences, averages. */

/** Reads the amounts of the story: everything that its opener gave. */
const amounts = (story: Story): Formula[] =>
  story.quantities.filter(({ formula }) => formula === undefined).map(({ key }) => ({ kind: 'quantity', key }));

function series(count: number, owner: 'days' | 'people'): Clause {
  return {
    id: `${owner}-${count}`,
    write(story) {
      const { name, item, place } = story;
      const values = Array.from({ length: count }, () => story.draw('large'));
      if (new Set(values).size < count) throw new UnusableNumbers();
      const labels =
        owner === 'days'
          ? days.slice(story.random.int(0, 2)).slice(0, count)
          : story.random.sample(
              people.filter((person) => person !== name),
              count,
            );
      values.forEach((value, index) => story.given([`${item.many}_${labels[index]}`, `${labels[index]}`], value));
      const parts = values.map((value, index) =>
        owner === 'days' ? `${value} on ${labels[index]}` : `${labels[index]} has ${value}`,
      );
      const list = `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
      if (owner === 'days') {
        story.say(`A ${place.one} sells ${item.many}: ${list}.`, `${name} counts ${item.many}: ${list}.`);
      } else {
        story.say(`Some friends collect ${item.many}: ${list}.`, `Of the ${item.many}, ${list}.`);
      }
    },
  };
}

const openers = ([3, 4, 5] as const).flatMap((count) => [series(count, 'days'), series(count, 'people')]);

const total = (story: Story): Formula =>
  story.derive([`total_${story.item.many}`, 'total', 'all_together'], overList('sum', amounts(story)), [
    'add all numbers',
    `find the sum of the ${story.item.many}`,
  ]);
const largest = (story: Story): Formula =>
  story.derive(['largest', 'most', 'maximum'], overList('max', amounts(story)), [
    'find the largest number',
    'take the maximum',
  ]);
const smallest = (story: Story): Formula =>
  story.derive(['smallest', 'fewest', 'minimum'], overList('min', amounts(story)), [
    'find the smallest number',
    'take the minimum',
  ]);

const questions: Clause[] = [
  {
    id: 'sum',
    write(story) {
      total(story);
      const { many } = story.item;
      story.ask(`all ${many}`, `How many ${many} are there in all?`, `What is the total number of ${many}?`);
    },
  },
  {
    id: 'max',
    write(story) {
      largest(story);
      story.ask('the largest number', 'What is the largest of these numbers?', 'How many are the most?');
    },
  },
  {
    id: 'min',
    write(story) {
      smallest(story);
      story.ask('the smallest number', 'What is the smallest of these numbers?', 'How many are the fewest?');
    },
  },
  {
    id: 'range',
    write(story) {
      const high = largest(story);
      const low = smallest(story);
      story.check(high, '>=', low);
      story.derive(['difference', 'range_of_numbers'], subtract(high, low), ['subtract them', 'find the difference']);
      story.ask(
        'the difference',
        'What is the difference between the largest and the smallest number?',
        'How many more are the most than the fewest?',
      );
    },
  },
  {
    id: 'average',
    write(story) {
      const count = constant(amounts(story).length);
      const sum = total(story);
      story.check(modulo(sum, count), '==', constant(0));
      story.derive(['average', 'mean'], divide(sum, count), [
        'divide by how many there are',
        'divide the sum by their number',
      ]);
      story.ask(
        'the average',
        'What is the average of these numbers?',
        `How many ${story.item.many} is that on average?`,
      );
    },
  },
  {
    id: 'worth',
    write(story) {
      const value = story.draw('small');
      const sum = total(story);
      const price = story.given(['price', `price_per_${story.item.one}`], value);
      story.derive(['money', 'total_price'], multiply(sum, price), [
        'multiply by the price',
        'multiply the sum by the price',
      ]);
      story.ask(
        'the money',
        `One ${story.item.one} is worth ${value} dollars. How many dollars is that in all?`,
        `At ${value} dollars each, how many dollars are all ${story.item.many} worth?`,
      );
    },
  },
  {
    id: 'missing',
    write(story) {
      const sum = total(story);
      const target = story.valueOf(sum) + story.draw('large');
      const goal = story.given(['goal', `${story.item.many}_wanted`], target);
      story.check(goal, '>=', sum);
      story.derive(['missing', `missing_${story.item.many}`], subtract(goal, sum), [
        'subtract from the goal',
        'find what is missing',
      ]);
      story.ask(
        `the missing ${story.item.many}`,
        `The goal is ${target} ${story.item.many}. How many are missing?`,
        `How many more are needed to have ${target} ${story.item.many}?`,
      );
    },
  },
  {
    id: 'extremes',
    write(story) {
      const high = largest(story);
      const low = smallest(story);
      story.derive(['both', 'extremes_sum'], add(high, low), ['add them', 'add both']);
      story.ask(
        'the sum of the largest and the smallest number',
        'What is the sum of the largest and the smallest number?',
        'How many are the most and the fewest together?',
      );
    },
  },
];

/** Several like numbers are summed up. */
export const lists: Family = { id: 'lists', openers, events: [], questions, mostEvents: 0 };
