import { add, constant, divide, modulo, multiply, subtract } from './formula.ts';
import type { Clause, Family } from './story.ts';

/** Openers and questions about unit rates: so many for so much, then another amount. */

const openers: Clause[] = [
  {
    id: 'recipe',
    write(story) {
      const unit = story.draw('medium');
      const people = story.draw('small');
      const amount = unit * people;
      const what = story.pick(['flour', 'sugar', 'rice', 'milk']);
      const a = story.given([`grams_of_${what}`, `${what}_grams`], amount);
      const b = story.given(['people', 'number_of_people'], people);
      story.say(
        `A recipe for ${people} people needs ${amount} grams of ${what}.`,
        `For ${people} people a cook takes ${amount} grams of ${what}.`,
      );
      story.check(modulo(a, b), '==', constant(0));
      story.stock = story.derive(['grams_per_person', `${what}_per_person`], divide(a, b), [
        'divide the grams by the people',
        'find the grams for one',
      ]);
    },
  },
  {
    id: 'price',
    write(story) {
      const { item } = story;
      const unit = story.draw('medium');
      const count = story.draw('small');
      const a = story.given(['price_of_all', `cost_of_${item.many}`], unit * count);
      const b = story.given([item.many, `number_of_${item.many}`], count);
      story.say(
        `${count} ${item.many} cost ${unit * count} dollars.`,
        `A shop asks ${unit * count} dollars for ${count} ${item.many}.`,
      );
      story.check(modulo(a, b), '==', constant(0));
      story.stock = story.derive([`price_per_${item.one}`, 'price_of_one'], divide(a, b), [
        `divide the price by the ${item.many}`,
        'find the price of one',
      ]);
    },
  },
  {
    id: 'machine',
    write(story) {
      const { item } = story;
      const unit = story.draw('medium');
      const hours = story.draw('small');
      const a = story.given([`made_${item.many}`, item.many], unit * hours);
      const b = story.given(['hours', 'number_of_hours'], hours);
      story.say(
        `In ${hours} hours a machine makes ${unit * hours} ${item.many}.`,
        `A machine makes ${unit * hours} ${item.many} in ${hours} hours.`,
      );
      story.check(modulo(a, b), '==', constant(0));
      story.stock = story.derive([`${item.many}_per_hour`, 'rate'], divide(a, b), [
        `divide the ${item.many} by the hours`,
        'find the rate for one hour',
      ]);
    },
  },
];

const questions: Clause[] = [
  {
    id: 'one',
    write(story) {
      story.ask('the amount for one', 'How much is that for one?', 'What is the amount for a single one?');
    },
  },
  {
    id: 'other',
    write(story) {
      const value = story.draw('medium');
      const a = story.given(['new_number', 'other_number'], value);
      story.ask(
        `the amount for ${value}`,
        `How much is that for ${value} of them?`,
        `What is the amount for ${value} at this rate?`,
      );
      story.derive(['new_amount', 'amount'], multiply(story.stock, a), [
        'multiply by the new number',
        'find the new amount',
      ]);
    },
  },
  {
    id: 'other-plus',
    write(story) {
      const value = story.draw('medium');
      const more = story.draw('large');
      const a = story.given(['new_number', 'other_number'], value);
      const b = story.given(['extra', 'added'], more);
      story.ask(
        `the amount for ${value} and the extra`,
        `How much is that for ${value} of them with ${more} extra?`,
        `At this rate, what is the amount for ${value} if ${more} is added?`,
      );
      const amount = story.derive(['new_amount', 'amount'], multiply(story.stock, a), [
        'multiply by the new number',
        'find the new amount',
      ]);
      story.derive(['full_amount', 'amount_with_extra'], add(amount, b), ['add the extra', 'add what is extra']);
    },
  },
  {
    id: 'other-minus',
    write(story) {
      const value = story.draw('medium');
      const less = story.draw('large', { below: story.stockValue() * value });
      const a = story.given(['new_number', 'other_number'], value);
      const b = story.given(['discount', 'reduction'], less);
      story.ask(
        `the amount for ${value} after the discount`,
        `How much is that for ${value} of them after ${less} is taken off?`,
        `At this rate, what is the amount for ${value} if ${less} is taken off?`,
      );
      const amount = story.derive(['new_amount', 'amount'], multiply(story.stock, a), [
        'multiply by the new number',
        'find the new amount',
      ]);
      story.check(amount, '>=', b);
      story.derive(['reduced_amount', 'amount_left'], subtract(amount, b), [
        'subtract the discount',
        'take off the discount',
      ]);
    },
  },
];

/** Unit rates. */
export const ratio: Family = { id: 'ratio', openers, events: [], questions, mostEvents: 0 };
