import { constant, divide, modulo, multiply, subtract } from '../formula.ts';
import type { Clause } from '../story.ts';
import { setStock } from './set-stock.ts';

/** The stock itself is asked for; what "goal" falls back to where the goal would be too large. */
const left: Clause = {
  id: 'left',
  write(story) {
    const { item } = story;
    story.ask(
      `the ${item.many} in the end`,
      `How many ${item.many} are there in the end?`,
      `How many ${item.many} are there now?`,
      `What is the number of ${item.many} at the end?`,
    );
  },
};

/** What is asked about the stock. */
export const questions: Clause[] = [
  left,
  {
    id: 'share',
    write(story) {
      const { item } = story;
      const who = story.pick(['people', 'players', 'pupils', 'shelves']);
      const count = story.divisorOf(story.stockValue());
      const a = story.given([who, `number_of_${who}`], count);
      story.check(modulo(story.stock, a), '==', constant(0));
      story.ask(
        `the ${item.many} for each of the ${who}`,
        `They are shared equally among ${count} ${who}. How many ${item.many} does each get?`,
        `If ${count} ${who} get equal shares, how many ${item.many} are in one share?`,
      );
      setStock(story, [`share`, `${item.many}_each`, `${item.many}_per_share`], divide(story.stock, a), [
        `divide by the ${who}`,
        `divide the ${item.many} by the ${who}`,
      ]);
    },
  },
  {
    id: 'full',
    write(story) {
      const { item, container } = story;
      const size = story.draw('small', { below: story.stockValue() });
      const a = story.given([`${container.one}_size`, `size_of_${container.one}`], size);
      story.ask(
        `the full ${container.many}`,
        `They are packed ${size} to a ${container.one}. How many full ${container.many} are there?`,
        `How many full ${container.many} of ${size} ${item.many} can be packed?`,
      );
      setStock(story, [`full_${container.many}`, `${container.many}_filled`], divide(story.stock, a), [
        `divide by the ${container.one} size`,
        `find the full ${container.many}`,
      ]);
    },
  },
  {
    id: 'rest',
    write(story) {
      const { item, container } = story;
      const size = story.draw('small', { below: story.stockValue() });
      const a = story.given([`${container.one}_size`, `size_of_${container.one}`], size);
      story.ask(
        `the ${item.many} left over`,
        `They are packed ${size} to a ${container.one}. How many ${item.many} are left over?`,
        `How many ${item.many} are left over after packing full ${container.many} of ${size}?`,
      );
      setStock(story, ['left_over', `${item.many}_left_over`, 'rest'], modulo(story.stock, a), [
        `find the rest of the division by the ${container.one} size`,
        `find what is left over`,
      ]);
    },
  },
  {
    id: 'worth',
    write(story) {
      const { item } = story;
      const price = story.draw('small');
      const a = story.given(['price', `price_per_${item.one}`, `${item.one}_price`], price);
      story.ask(
        `the money for the ${item.many}`,
        `They are then sold at ${price} dollars each. How many dollars is that?`,
        `One ${item.one} is worth ${price} dollars. How many dollars are all ${item.many} worth in the end?`,
      );
      setStock(story, ['money', 'total_price', 'dollars'], multiply(story.stock, a), [
        `multiply by the price`,
        `multiply the ${item.many} by the price`,
      ]);
    },
  },
  {
    id: 'more-than-friend',
    write(story) {
      const { third, item } = story;
      const other = story.draw('large', { below: story.stockValue() });
      const a = story.given([`${third}_${item.many}`, `${item.many}_of_${third}`], other);
      story.check(story.stock, '>=', a);
      story.ask(
        `the difference to ${third}`,
        `${third} has ${other} ${item.many}. How many fewer is that?`,
        `How many more ${item.many} is that than the ${other} of ${third}?`,
      );
      setStock(story, ['difference', `${item.many}_difference`], subtract(story.stock, a), [
        `subtract the ${item.many} of ${third}`,
        `find the difference`,
      ]);
    },
  },
  {
    id: 'goal',
    write(story) {
      const { item } = story;
      const target = story.stockValue() + story.draw('large');
      if (target >= 10n ** 10n) return left.write(story);
      const a = story.given(['goal', `goal_of_${item.many}`, `${item.many}_wanted`], target);
      story.check(a, '>=', story.stock);
      story.ask(
        `the missing ${item.many}`,
        `The goal is ${target} ${item.many}. How many ${item.many} are still missing?`,
        `How many more ${item.many} are needed to reach ${target}?`,
      );
      setStock(story, ['missing', `missing_${item.many}`, `${item.many}_needed`], subtract(a, story.stock), [
        `subtract from the goal`,
        `find the missing ${item.many}`,
      ]);
    },
  },
];
