import { add, constant, divide, modulo, multiply, subtract } from '../formula.ts';
import type { Clause } from '../story.ts';
import { setMoney } from './set-money.ts';

/** A bill is paid; what "tax" falls back to where no percentage comes out whole. */
const bill: Clause = {
  id: 'bill',
  write(story) {
    const { name } = story;
    const what = story.pick(['rent', 'bill', 'repair', 'trip', 'tax']);
    const value = story.draw('large', { below: story.stockValue() });
    const a = story.given([what, `${what}_cost`], value);
    story.say(
      `${name} pays ${value} dollars for the ${what}.`,
      `Then the ${what} costs ${name} ${value} dollars.`,
      `After that ${name} spends ${value} dollars on a ${what}.`,
    );
    story.check(a, '<=', story.stock);
    setMoney(story, ['money_left', `money_after_${what}`], subtract(story.stock, a), [
      `subtract the ${what}`,
      `pay the ${what}`,
    ]);
  },
};

/** What happens to the money. */
export const events: Clause[] = [
  {
    id: 'buy',
    write(story) {
      const { name, otherItem } = story;
      const count = story.draw('small');
      const price = story.draw('medium', { below: story.stockValue() / count });
      const a = story.given([otherItem.many, `number_of_${otherItem.many}`], count);
      const b = story.given([`${otherItem.one}_cost`, `cost_per_${otherItem.one}`], price);
      story.say(
        `${name} buys ${count} ${otherItem.many} at ${price} dollars each.`,
        `Then ${name} buys ${count} ${otherItem.many}, and each costs ${price} dollars.`,
        `${name} pays ${price} dollars for each of ${count} ${otherItem.many}.`,
      );
      const cost = story.derive(['cost', `cost_of_${otherItem.many}`, 'spent'], multiply(a, b), [
        `find the cost of the ${otherItem.many}`,
        `multiply the ${otherItem.many} by their cost`,
      ]);
      story.check(cost, '<=', story.stock);
      setMoney(story, ['money_left', 'remaining_money'], subtract(story.stock, cost), [
        'subtract the cost',
        'subtract it from the money',
      ]);
    },
  },
  bill,
  {
    id: 'gift',
    write(story) {
      const { name, friend } = story;
      const value = story.draw('large');
      const a = story.given(['gift', 'bonus', 'extra_money'], value);
      story.say(
        `${friend} gives ${name} ${value} dollars.`,
        `Then ${name} gets ${value} dollars more.`,
        `As a bonus ${name} gets ${value} dollars.`,
      );
      setMoney(story, ['money_now', 'more_money'], add(story.stock, a), ['add the gift', 'add the extra money']);
    },
  },
  {
    id: 'tax',
    write(story) {
      const { name } = story;
      const rates = [5, 10, 20, 25, 30, 40, 50].filter((rate) => (story.stockValue() * BigInt(rate)) % 100n === 0n);
      if (rates.length === 0) return bill.write(story);
      const rate = BigInt(story.pick(rates));
      const a = story.given(['percent', 'percent_spent', 'fee_percent'], rate);
      story.say(
        `${name} spends ${rate} percent of the money.`,
        `A fee of ${rate} percent of the money is paid.`,
        `Then ${rate} percent of the money goes to charity.`,
      );
      const product = multiply(story.stock, a);
      story.check(modulo(product, constant(100)), '==', constant(0));
      const fee = story.derive(['fee', 'spent_money', 'part'], divide(product, constant(100)), [
        'find the percent of the money',
        'find the fee',
      ]);
      setMoney(story, ['money_left', 'remaining_money'], subtract(story.stock, fee), [
        'subtract the fee',
        'subtract it',
      ]);
    },
  },
];
