import { add, multiply } from '../formula.ts';
import type { Clause, Story } from '../story.ts';
import { setStock } from './set-stock.ts';

function begin(story: Story, size: 'large' | 'medium' = 'large'): bigint {
  const value = story.draw(size);
  const { many } = story.item;
  story.stock = story.given([many, `start_${many}`, `${many}_at_start`], value);
  return value;
}

/** How someone comes to a stock of things. */
export const openers: Clause[] = [
  {
    id: 'has',
    write(story) {
      const { name, item } = story;
      const count = begin(story);
      story.say(
        `${name} has ${count} ${item.many}.`,
        `${name} owns ${count} ${item.many}.`,
        `There are ${count} ${item.many} in ${name}'s collection.`,
        `At first ${name} has ${count} ${item.many}.`,
      );
    },
  },
  {
    id: 'boxes',
    write(story) {
      const { name, item, container } = story;
      const boxes = story.draw('medium');
      const each = story.draw('medium');
      const a = story.given([container.many, `number_of_${container.many}`], boxes);
      const b = story.given([`${item.many}_per_${container.one}`, `${item.many}_in_each_${container.one}`], each);
      story.say(
        `${name} has ${boxes} ${container.many} with ${each} ${item.many} in each ${container.one}.`,
        `${name} buys ${boxes} ${container.many}. Each ${container.one} holds ${each} ${item.many}.`,
        `Each ${container.one} holds ${each} ${item.many} and ${name} has ${boxes} ${container.many}.`,
      );
      setStock(story, [item.many, `total_${item.many}`, `all_${item.many}`], multiply(a, b), [
        `multiply the ${container.many} by the ${item.many} per ${container.one}`,
        `find all ${item.many} in the ${container.many}`,
      ]);
    },
  },
  {
    id: 'makes',
    write(story) {
      const { item, place } = story;
      const rate = story.draw('medium');
      const time = story.draw('small');
      const unit = story.pick(['day', 'hour', 'week']);
      const a = story.given([`${item.many}_per_${unit}`, `made_per_${unit}`], rate);
      const b = story.given([`${unit}s`, `number_of_${unit}s`], time);
      story.say(
        `A ${place.one} makes ${rate} ${item.many} per ${unit} for ${time} ${unit}s.`,
        `In one ${unit} a ${place.one} makes ${rate} ${item.many}. It works for ${time} ${unit}s.`,
        `For ${time} ${unit}s a ${place.one} makes ${rate} ${item.many} every ${unit}.`,
      );
      setStock(story, [item.many, `made_${item.many}`, `total_${item.many}`], multiply(a, b), [
        `multiply the ${item.many} per ${unit} by the ${unit}s`,
        `find the ${item.many} made in all ${unit}s`,
      ]);
    },
  },
  {
    id: 'two-lots',
    write(story) {
      const { name, item, place } = story;
      const first = story.draw('large');
      const second = story.draw('large');
      const a = story.given([`${item.many}_at_home`, `home_${item.many}`], first);
      const b = story.given([`${item.many}_in_${place.one}`, `${place.one}_${item.many}`], second);
      story.say(
        `${name} has ${first} ${item.many} at home and ${second} ${item.many} in the ${place.one}.`,
        `There are ${first} ${item.many} at home and ${second} more in the ${place.one}. All of them are ${name}'s.`,
      );
      setStock(story, [item.many, `total_${item.many}`, `all_${item.many}`], add(a, b), [
        `add the ${item.many} at home and in the ${place.one}`,
        `find all ${item.many}`,
      ]);
    },
  },
  {
    id: 'times-as-many',
    write(story) {
      const { name, friend, item } = story;
      const base = story.draw('large');
      const factor = story.draw('small');
      const a = story.given([`${friend}_${item.many}`, `${item.many}_of_${friend}`], base);
      const b = story.given(['times', 'factor'], factor);
      story.say(
        `${friend} has ${base} ${item.many}. ${name} has ${factor} times as many ${item.many} as ${friend}.`,
        `${name} has ${factor} times as many ${item.many} as ${friend}, who has ${base}.`,
      );
      setStock(story, [`${name}_${item.many}`, item.many], multiply(a, b), [
        `multiply the ${item.many} of ${friend} by the factor`,
        `find the ${item.many} of ${name}`,
      ]);
    },
  },
  {
    id: 'more-than',
    write(story) {
      const { name, friend, item } = story;
      const base = story.draw('large');
      const more = story.draw('large');
      const a = story.given([`${friend}_${item.many}`, `${item.many}_of_${friend}`], base);
      const b = story.given([`more_${item.many}`, `extra_${item.many}`], more);
      story.say(
        `${friend} has ${base} ${item.many}. ${name} has ${more} more ${item.many} than ${friend}.`,
        `${name} has ${more} more ${item.many} than ${friend}, who has ${base}.`,
      );
      setStock(story, [`${name}_${item.many}`, item.many], add(a, b), [
        `add the extra ${item.many} to those of ${friend}`,
        `find the ${item.many} of ${name}`,
      ]);
    },
  },
];
