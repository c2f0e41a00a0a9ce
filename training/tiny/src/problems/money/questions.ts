import { constant, divide, modulo, subtract } from '../formula.ts';
import type { Clause } from '../story.ts';
import { setMoney } from './set-money.ts';

/** What is asked about the money. */
export const questions: Clause[] = [
  {
    id: 'left',
    write(story) {
      const { name } = story;
      story.ask(
        'the money in the end',
        `How many dollars does ${name} have in the end?`,
        `How much money does ${name} have now?`,
        `How many dollars are there at the end?`,
      );
    },
  },
  {
    id: 'share',
    write(story) {
      const who = story.pick(['friends', 'workers', 'children', 'partners']);
      const count = story.divisorOf(story.stockValue());
      const a = story.given([who, `number_of_${who}`], count);
      story.check(modulo(story.stock, a), '==', constant(0));
      story.ask(
        `the share of each of the ${who}`,
        `It is shared equally among ${count} ${who}. How many dollars does each get?`,
        `If ${count} ${who} share it equally, how many dollars does each of them get?`,
      );
      setMoney(story, ['share', 'dollars_each'], divide(story.stock, a), [
        `divide by the ${who}`,
        `divide the money by the ${who}`,
      ]);
    },
  },
  {
    id: 'afford',
    write(story) {
      const { name, item } = story;
      const price = story.draw('medium', { below: story.stockValue() });
      const a = story.given([`price_of_${item.one}`, `one_${item.one}`], price);
      story.ask(
        `the ${item.many} that the money buys`,
        `How many ${item.many} can ${name} buy for it if one costs ${price} dollars?`,
        `One ${item.one} costs ${price} dollars. How many ${item.many} can ${name} buy with this money?`,
      );
      setMoney(story, [`affordable_${item.many}`, 'count'], divide(story.stock, a), [
        'divide the money by the price',
        `find the ${item.many} that can be bought`,
      ]);
    },
  },
  {
    id: 'goal',
    write(story) {
      const { name } = story;
      const target = story.stockValue() + story.draw('large');
      const what = story.pick(['car', 'house', 'boat', 'piano']);
      const a = story.given([`${what}_price`, `price_of_${what}`], target);
      story.check(a, '>=', story.stock);
      story.ask(
        `the missing money`,
        `A ${what} costs ${target} dollars. How many dollars does ${name} still need?`,
        `How many more dollars does ${name} need for a ${what} that costs ${target} dollars?`,
      );
      setMoney(story, ['missing', 'missing_money', 'money_needed'], subtract(a, story.stock), [
        `subtract the money from the price`,
        'find the missing money',
      ]);
    },
  },
];
