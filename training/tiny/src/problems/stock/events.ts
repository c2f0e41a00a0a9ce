import { add, constant, divide, modulo, multiply, subtract } from '../formula.ts';
import type { Clause } from '../story.ts';
import { setStock } from './set-stock.ts';

/** Some of the stock goes; what other events fall back to where the stock does not divide. */
const lose: Clause = {
  id: 'lose',
  write(story) {
    const { name, friend, item } = story;
    const value = story.draw('large', { below: story.stockValue() });
    const b = story.given([`lost_${item.many}`, `used_${item.many}`, `gone_${item.many}`], value);
    story.say(
      `Then ${value} ${item.many} get lost.`,
      `${name} gives ${value} ${item.many} to ${friend}.`,
      `Later ${value} of the ${item.many} are thrown away.`,
      `After that ${value} ${item.many} are used up.`,
    );
    story.check(story.stock, '>=', b);
    setStock(story, [`${item.many}_left`, `remaining_${item.many}`], subtract(story.stock, b), [
      `subtract the lost ${item.many}`,
      `take away the ${item.many} that are gone`,
    ]);
  },
};

/** What happens to the stock. */
export const events: Clause[] = [
  {
    id: 'gain',
    write(story) {
      const { name, friend, item } = story;
      const value = story.draw('large');
      const b = story.given([`new_${item.many}`, `added_${item.many}`, `${item.many}_gained`], value);
      story.say(
        `Then ${value} more ${item.many} arrive.`,
        `${friend} brings ${value} more ${item.many}.`,
        `Later ${name} finds ${value} more ${item.many}.`,
        `After that ${value} new ${item.many} are added.`,
      );
      setStock(story, [`${item.many}_now`, `more_${item.many}`, `total_${item.many}`], add(story.stock, b), [
        `add the new ${item.many}`,
        `add the ${item.many} that came`,
      ]);
    },
  },
  {
    id: 'gain-boxes',
    write(story) {
      const { name, item, container } = story;
      const boxes = story.draw('small');
      const each = story.draw('medium');
      const a = story.given([`new_${container.many}`, `extra_${container.many}`], boxes);
      const b = story.given([`${item.many}_per_new_${container.one}`, `new_${item.many}_per_${container.one}`], each);
      story.say(
        `Then ${boxes} new ${container.many} with ${each} ${item.many} each arrive.`,
        `${name} gets ${boxes} new ${container.many}, each with ${each} ${item.many}.`,
      );
      const gained = story.derive([`new_${item.many}`, `added_${item.many}`], multiply(a, b), [
        `find the ${item.many} in the new ${container.many}`,
      ]);
      setStock(story, [`${item.many}_now`, `more_${item.many}`], add(story.stock, gained), [
        `add the new ${item.many}`,
        'add them',
      ]);
    },
  },
  lose,
  {
    id: 'give-each',
    write(story) {
      const { name, item } = story;
      const who = story.pick(['friends', 'children', 'guests', 'teams']);
      const count = story.draw('small');
      const each = story.draw('medium', { below: story.stockValue() / count });
      const a = story.given([who, `number_of_${who}`], count);
      const b = story.given([`${item.many}_for_each`, `gift_per_one`], each);
      story.say(
        `${name} gives ${each} ${item.many} to each of ${count} ${who}.`,
        `Then each of ${count} ${who} gets ${each} ${item.many}.`,
        `Then ${count} ${who} take ${each} ${item.many} each.`,
      );
      const given = story.derive([`given_${item.many}`, `${item.many}_given`], multiply(a, b), [
        `find the ${item.many} that the ${who} get`,
        `multiply the ${who} by the ${item.many} for each`,
      ]);
      story.check(story.stock, '>=', given);
      setStock(story, [`${item.many}_left`, `remaining_${item.many}`], subtract(story.stock, given), [
        `subtract the given ${item.many}`,
        'subtract them',
      ]);
    },
  },
  {
    id: 'percent',
    write(story) {
      const { name, item } = story;
      const options = [5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 80].filter(
        (rate) => (story.stockValue() * BigInt(rate)) % 100n === 0n,
      );
      if (options.length === 0) return lose.write(story);
      const rate = BigInt(story.pick(options));
      const a = story.given(['percent', 'percent_sold', 'sold_percent'], rate);
      story.say(
        `${name} sells ${rate} percent of the ${item.many}.`,
        `Then ${rate} percent of all ${item.many} are sold.`,
        `Of these ${item.many}, ${rate} percent are sold.`,
      );
      const product = multiply(story.stock, a);
      story.check(modulo(product, constant(100)), '==', constant(0));
      const sold = story.derive([`sold_${item.many}`, `${item.many}_sold`], divide(product, constant(100)), [
        `find the percent of ${item.many} sold`,
        `find the sold ${item.many}`,
      ]);
      setStock(story, [`${item.many}_left`, `remaining_${item.many}`], subtract(story.stock, sold), [
        `subtract the sold ${item.many}`,
        'subtract them',
      ]);
    },
  },
  {
    id: 'grow',
    write(story) {
      const { item } = story;
      const [word, factor] = story.pick([
        ['doubles', 2],
        ['triples', 3],
      ] as const);
      story.say(`Then the number of ${item.many} ${word}.`, `Within a year the number of ${item.many} ${word}.`);
      setStock(story, [`${item.many}_now`, `more_${item.many}`], multiply(story.stock, constant(factor)), [
        factor === 2 ? `double the ${item.many}` : `triple the ${item.many}`,
        `multiply the ${item.many} by ${factor}`,
      ]);
    },
  },
  {
    id: 'fraction',
    write(story) {
      const { name, friend, item } = story;
      const fractions = (
        [
          ['half', 2],
          ['a third', 3],
          ['a quarter', 4],
          ['a fifth', 5],
        ] as const
      ).filter(([, parts]) => story.stockValue() % BigInt(parts) === 0n);
      if (fractions.length === 0) return lose.write(story);
      const [word, parts] = story.pick(fractions);
      story.say(
        `${name} gives ${word} of the ${item.many} to ${friend}.`,
        `Then ${word} of the ${item.many} break.`,
        `Then ${name} sells ${word} of the ${item.many}.`,
      );
      story.check(modulo(story.stock, constant(parts)), '==', constant(0));
      const part = story.derive([`part_of_${item.many}`, `${item.many}_gone`], divide(story.stock, constant(parts)), [
        `find ${word} of the ${item.many}`,
        `divide the ${item.many} by ${parts}`,
      ]);
      setStock(story, [`${item.many}_left`, `remaining_${item.many}`], subtract(story.stock, part), [
        `subtract this part`,
        'subtract it',
      ]);
    },
  },
];
