import { add, multiply } from '../formula.ts';
import type { Clause } from '../story.ts';
import { setMoney } from './set-money.ts';

/** How someone comes to money. */
export const openers: Clause[] = [
  {
    id: 'has',
    write(story) {
      const { name } = story;
      const value = story.draw('large');
      story.stock = story.given(['money', 'start_money', 'dollars'], value);
      story.say(
        `${name} has ${value} dollars.`,
        `There are ${value} dollars in ${name}'s purse.`,
        `${name} starts with ${value} dollars.`,
      );
    },
  },
  {
    id: 'wage',
    write(story) {
      const { name } = story;
      const unit = story.pick(['hour', 'day', 'week']);
      const rate = story.draw('medium');
      const time = story.draw('small');
      const a = story.given([`pay_per_${unit}`, 'wage', `dollars_per_${unit}`], rate);
      const b = story.given([`${unit}s`, `${unit}s_worked`], time);
      story.say(
        `${name} earns ${rate} dollars per ${unit} and works ${time} ${unit}s.`,
        `${name} works ${time} ${unit}s for ${rate} dollars a ${unit}.`,
        `A job pays ${rate} dollars per ${unit}. ${name} does it for ${time} ${unit}s.`,
      );
      setMoney(story, ['money', 'earned', 'total_pay'], multiply(a, b), [
        `multiply the pay per ${unit} by the ${unit}s`,
        `find the pay`,
      ]);
    },
  },
  {
    id: 'sales',
    write(story) {
      const { name, item } = story;
      const count = story.draw('medium');
      const price = story.draw('medium');
      const a = story.given([`sold_${item.many}`, `${item.many}_sold`], count);
      const b = story.given([`${item.one}_price`, `price_per_${item.one}`], price);
      story.say(
        `${name} sells ${count} ${item.many} for ${price} dollars each.`,
        `${name} sells ${count} ${item.many}. One ${item.one} brings ${price} dollars.`,
        `At ${price} dollars each, ${name} sells ${count} ${item.many}.`,
      );
      setMoney(story, ['money', 'income', `${item.one}_money`], multiply(a, b), [
        `multiply the sold ${item.many} by the price`,
        `find the money from the ${item.many}`,
      ]);
    },
  },
  {
    id: 'savings',
    write(story) {
      const { name } = story;
      const base = story.draw('large');
      const rate = story.draw('medium');
      const time = story.draw('small');
      const a = story.given(['saved_before', 'start_money'], base);
      const b = story.given(['saved_per_month', 'monthly_saving'], rate);
      const c = story.given(['months', 'number_of_months'], time);
      story.say(
        `${name} has ${base} dollars and saves ${rate} dollars every month for ${time} months.`,
        `To the ${base} dollars in the bank ${name} adds ${rate} dollars each month for ${time} months.`,
      );
      const saved = story.derive(['saved', 'new_savings'], multiply(b, c), [
        'multiply the monthly saving by the months',
        'find the new savings',
      ]);
      setMoney(story, ['money', 'savings'], add(a, saved), ['add the money from before', 'add the start money']);
    },
  },
];
