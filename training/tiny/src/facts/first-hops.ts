import type { FirstHop } from './hops.ts';

/** First steps. */
export const firstHops: readonly FirstHop[] = [
  {
    relation: 'currency of',
    leadsTo: 'country',
    descriptions: [
      'the country whose basic unit of money is the {}',
      'the country where people pay with the {}',
      'the country whose money is called {}',
    ],
    queries: ['{}', '{} unit of money'],
  },
  {
    relation: 'capital of',
    leadsTo: 'country',
    descriptions: [
      'the country whose capital is {}',
      'the country that is governed from {}',
      'the country of which {} is the capital',
    ],
    queries: ['{}', '{} capital'],
  },
  {
    relation: 'lies in country',
    leadsTo: 'country',
    descriptions: ['the country in which {} lies', 'the country where {} is found', 'the country that {} is a part of'],
    queries: ['{}', 'country of {}'],
  },
  {
    relation: 'birth country',
    leadsTo: 'country',
    descriptions: [
      'the country in which {} was born',
      'the country where {} came into the world',
      'the native country of {}',
    ],
    queries: ['{}', '{} born in'],
  },
  {
    relation: 'independence from',
    leadsTo: 'country',
    descriptions: ['the country that once ruled {}', 'the country that {} became independent from'],
    queries: ['{}', '{} independence'],
  },
  {
    relation: 'lies in state',
    leadsTo: 'state',
    descriptions: [
      'the state in which {} lies',
      'the American state where {} is found',
      'the state that {} is a part of',
    ],
    queries: ['{}', 'state of {}'],
  },
  {
    relation: 'state capital of',
    leadsTo: 'state',
    descriptions: ['the state whose capital is {}', 'the American state that is governed from {}'],
    queries: ['{}', '{} state capital'],
  },
  {
    relation: 'nickname',
    leadsTo: 'state',
    descriptions: ['the state that is called the {}', 'the American state with the nickname {}'],
    queries: ['{}', '{} American state'],
  },
];
