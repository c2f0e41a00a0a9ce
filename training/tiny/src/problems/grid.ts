import { add, constant, divide, modulo, multiply, subtract } from './formula.ts';
import type { Clause, Family, Story } from './story.ts';

/** Openers, events and questions about rows, areas and crews: products of two or three numbers. */

const setCount = (story: Story, names: string[], formula: Parameters<Story['derive']>[1], plans: string[]): void => {
  story.stock = story.derive(names, formula, plans, 'count');
};

const openers: Clause[] = [
  {
    id: 'rows',
    write(story) {
      const what = story.pick(['hall', 'stadium', 'theater', 'tent']);
      const rows = story.draw('medium');
      const seats = story.draw('medium');
      const a = story.given(['rows', `${what}_rows`], rows);
      const b = story.given(['seats_per_row', 'row_length'], seats);
      story.say(
        `A ${what} has ${rows} rows with ${seats} places each.`,
        `There are ${seats} places in each of the ${rows} rows of a ${what}.`,
      );
      setCount(story, ['places', 'all_places'], multiply(a, b), [
        'multiply the rows by the places per row',
        'find all places',
      ]);
    },
  },
  {
    id: 'floors',
    write(story) {
      const floors = story.draw('small');
      const rooms = story.draw('medium');
      const beds = story.draw('small');
      const a = story.given(['floors', 'number_of_floors'], floors);
      const b = story.given(['rooms_per_floor', 'rooms'], rooms);
      const c = story.given(['places_per_room', 'room_size'], beds);
      story.say(
        `A house has ${floors} floors with ${rooms} rooms on each floor and ${beds} places in each room.`,
        `Each of ${floors} floors has ${rooms} rooms, and each room has ${beds} places.`,
      );
      setCount(story, ['places', 'all_places'], multiply(multiply(a, b), c), [
        'multiply the floors, the rooms and the places per room',
        'find all places',
      ]);
    },
  },
  {
    id: 'crew',
    write(story) {
      const who = story.pick(['workers', 'robots', 'machines', 'printers']);
      const count = story.draw('small');
      const rate = story.draw('medium');
      const hours = story.draw('small');
      const a = story.given([who, `number_of_${who}`], count);
      const b = story.given(['places_per_hour', 'rate'], rate);
      const c = story.given(['hours', 'working_hours'], hours);
      story.say(
        `${count} ${who} prepare ${rate} places per hour each and work ${hours} hours.`,
        `In ${hours} hours each of ${count} ${who} prepares ${rate} places per hour.`,
      );
      setCount(story, ['places', 'prepared_places'], multiply(multiply(a, b), c), [
        `multiply the ${who}, the rate and the hours`,
        'find all places',
      ]);
    },
  },
];

const events: Clause[] = [
  {
    id: 'taken',
    write(story) {
      const value = story.draw('large', { below: story.stockValue() });
      const a = story.given(['taken', 'taken_places'], value);
      story.say(`${value} places are taken.`, `People sit in ${value} of the places.`);
      story.check(a, '<=', story.stock);
      setCount(story, ['free_places', 'free'], subtract(story.stock, a), [
        'subtract the taken places',
        'find the free places',
      ]);
    },
  },
  {
    id: 'balcony',
    write(story) {
      const value = story.draw('large');
      const a = story.given(['balcony', 'balcony_places'], value);
      story.say(`A balcony has ${value} places more.`, `On the balcony are ${value} more places.`);
      setCount(story, ['places_now', 'more_places'], add(story.stock, a), [
        'add the balcony',
        'add the places of the balcony',
      ]);
    },
  },
  {
    id: 'groups',
    write(story) {
      const groups = story.draw('small');
      const size = story.draw('medium', { below: story.stockValue() / groups });
      const a = story.given(['groups', 'number_of_groups'], groups);
      const b = story.given(['group_size', 'people_per_group'], size);
      story.say(
        `Then ${groups} groups of ${size} people take places.`,
        `Places go to ${groups} groups, each of ${size} people.`,
      );
      const used = story.derive(['used_places', 'guests'], multiply(a, b), [
        'find the people in the groups',
        'multiply the groups by their size',
      ]);
      story.check(used, '<=', story.stock);
      setCount(story, ['free_places', 'places_left'], subtract(story.stock, used), [
        'subtract them',
        'subtract the used places',
      ]);
    },
  },
];

const questions: Clause[] = [
  {
    id: 'count',
    write(story) {
      story.ask('the places', 'How many places are that in the end?', 'How many places can now be used?');
    },
  },
  {
    id: 'income',
    write(story) {
      const price = story.draw('medium');
      const a = story.given(['ticket_price', 'price_per_place'], price);
      story.ask(
        'the income',
        `A ticket for one place costs ${price} dollars. How many dollars do all these places bring?`,
        `How many dollars come in if each of these places costs ${price} dollars?`,
      );
      setCount(story, ['income', 'total_income'], multiply(story.stock, a), [
        'multiply by the ticket price',
        'find the income',
      ]);
    },
  },
  {
    id: 'blocks',
    write(story) {
      const blocks = story.divisorOf(story.stockValue());
      const a = story.given(['blocks', 'number_of_blocks'], blocks);
      story.check(modulo(story.stock, a), '==', constant(0));
      story.ask(
        'the places per block',
        `These places form ${blocks} equal blocks. How many places has one block?`,
        `How many places are in each of ${blocks} equal blocks?`,
      );
      setCount(story, ['places_per_block', 'block_size'], divide(story.stock, a), [
        'divide by the blocks',
        'find the places per block',
      ]);
    },
  },
  {
    id: 'tables',
    write(story) {
      const size = story.draw('small', { below: story.stockValue() });
      const a = story.given(['table_size', 'places_per_table'], size);
      story.ask(
        'the tables needed',
        `How many tables are needed for them if one table has ${size} places?`,
        `One table has ${size} places. How many tables must be there for all of them?`,
      );
      setCount(story, ['tables', 'tables_needed'], divide(subtract(add(story.stock, a), constant(1)), a), [
        'divide by the table size and round up',
        'find the tables, rounded up',
      ]);
    },
  },
];

/** Places in halls and houses. */
export const grid: Family = { id: 'grid', openers, events, questions, mostEvents: 1 };
