import { add, constant, divide, modulo, multiply, subtract } from './formula.ts';
import type { Clause, Family, Story } from './story.ts';

/** Openers, events and questions about distances in kilometres. */

const setDistance = (story: Story, names: string[], formula: Parameters<Story['derive']>[1], plans: string[]): void => {
  story.stock = story.derive(names, formula, plans, 'distance');
};

const openers: Clause[] = [
  {
    id: 'speed',
    write(story) {
      const what = story.pick(['car', 'train', 'ship', 'truck', 'probe']);
      const speed = story.draw('medium');
      const hours = story.draw('small');
      const a = story.given(['speed', `${what}_speed`], speed);
      const b = story.given(['hours', 'travel_hours'], hours);
      story.say(
        `A ${what} travels ${hours} hours at ${speed} km per hour.`,
        `A ${what} goes ${speed} km every hour for ${hours} hours.`,
        `For ${hours} hours a ${what} moves at ${speed} km per hour.`,
      );
      setDistance(story, ['distance', `${what}_distance`], multiply(a, b), [
        'multiply the speed by the hours',
        'find the distance',
      ]);
    },
  },
  {
    id: 'legs',
    write(story) {
      const { name } = story;
      const first = story.draw('large');
      const second = story.draw('large');
      const a = story.given(['first_leg', 'first_day'], first);
      const b = story.given(['second_leg', 'second_day'], second);
      story.say(
        `${name} rides ${first} km on the first day and ${second} km on the second day.`,
        `On the first day ${name} rides ${first} km, on the second day ${second} km.`,
      );
      setDistance(story, ['distance', 'both_days'], add(a, b), ['add both days', 'find the distance']);
    },
  },
  {
    id: 'laps',
    write(story) {
      const { name } = story;
      const laps = story.draw('small');
      const length = story.draw('medium');
      const a = story.given(['laps', 'number_of_laps'], laps);
      const b = story.given(['lap_length', 'km_per_lap'], length);
      story.say(
        `${name} drives ${laps} laps of ${length} km each.`,
        `A lap is ${length} km long and ${name} drives ${laps} laps.`,
      );
      setDistance(story, ['distance', 'lap_distance'], multiply(a, b), [
        'multiply the laps by the lap length',
        'find the distance',
      ]);
    },
  },
];

const events: Clause[] = [
  {
    id: 'further',
    write(story) {
      const value = story.draw('large');
      const a = story.given(['further', 'extra_distance'], value);
      story.say(`Then it goes on for ${value} km.`, `After a stop there are ${value} km more.`);
      setDistance(story, ['longer_distance', 'distance_now'], add(story.stock, a), [
        'add the further km',
        'add the extra distance',
      ]);
    },
  },
  {
    id: 'second-speed',
    write(story) {
      const speed = story.draw('medium');
      const hours = story.draw('small');
      const a = story.given(['second_speed', 'new_speed'], speed);
      const b = story.given(['second_hours', 'more_hours'], hours);
      story.say(
        `After that come ${hours} hours at ${speed} km per hour.`,
        `Then ${hours} more hours follow at ${speed} km per hour.`,
      );
      const more = story.derive(['second_distance', 'more_distance'], multiply(a, b), [
        'find the second distance',
        'multiply the second speed by its hours',
      ]);
      setDistance(story, ['whole_distance', 'distance_now'], add(story.stock, more), ['add both distances', 'add it']);
    },
  },
  {
    id: 'return',
    write(story) {
      story.say('The same way is taken back.', 'Then it goes back the same way.');
      setDistance(story, ['both_ways', 'round_trip'], multiply(story.stock, constant(2)), [
        'double the distance',
        'multiply the distance by 2',
      ]);
    },
  },
  {
    id: 'back',
    write(story) {
      const value = story.draw('large', { below: story.stockValue() });
      const a = story.given(['way_back', 'km_back'], value);
      story.say(`Then it turns and goes back ${value} km.`, `After that it comes back by ${value} km.`);
      story.check(a, '<=', story.stock);
      setDistance(story, ['distance_from_start', 'distance_now'], subtract(story.stock, a), [
        'subtract the way back',
        'subtract the km back',
      ]);
    },
  },
];

const questions: Clause[] = [
  {
    id: 'end',
    write(story) {
      const last = story.quantities.at(-1);
      const isBack = last?.names.includes('distance_from_start') === true;
      story.ask(
        'the km in the end',
        isBack ? 'How many km from the start is it now?' : 'How many km is that in all?',
        isBack ? 'How far from the start is it in km?' : 'What is the whole distance in km?',
      );
    },
  },
  {
    id: 'remaining',
    write(story) {
      const goal = story.stockValue() + story.draw('large');
      const a = story.given(['goal', 'goal_distance'], goal);
      story.check(a, '>=', story.stock);
      story.ask(
        'the km to the goal',
        `The goal is ${goal} km from the start. How many km are left to go?`,
        `How many km are missing to a total of ${goal} km?`,
      );
      setDistance(story, ['km_left', 'missing_km'], subtract(a, story.stock), [
        'subtract from the goal',
        'find the missing km',
      ]);
    },
  },
  {
    id: 'cost',
    write(story) {
      const price = story.draw('small');
      const a = story.given(['cost_per_km', 'price_per_km'], price);
      story.ask(
        'the cost',
        `One km costs ${price} dollars. How many dollars does it cost in all?`,
        `At ${price} dollars per km, how many dollars does the whole distance cost?`,
      );
      setDistance(story, ['cost', 'total_cost'], multiply(story.stock, a), [
        'multiply by the cost per km',
        'find the cost',
      ]);
    },
  },
  {
    id: 'stages',
    write(story) {
      const stages = story.divisorOf(story.stockValue());
      const a = story.given(['stages', 'number_of_stages'], stages);
      story.check(modulo(story.stock, a), '==', constant(0));
      story.ask(
        'the km per stage',
        `It is split into ${stages} equal stages. How many km long is one stage?`,
        `How long in km is each of ${stages} equal stages of it?`,
      );
      setDistance(story, ['stage_length', 'km_per_stage'], divide(story.stock, a), [
        'divide by the stages',
        'find the stage length',
      ]);
    },
  },
];

/** Something moves. */
export const travel: Family = { id: 'travel', openers, events, questions, mostEvents: 2 };
