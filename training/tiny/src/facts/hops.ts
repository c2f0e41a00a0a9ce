/** What stands between the two facts of a question. */
export type MiddleKind = 'country' | 'state';

/** A fact that leads from what the question names to what it does not name. `{}` stands for the thing that is given. */
export interface FirstHop {
  relation: string;
  leadsTo: MiddleKind;
  /** Ways to say what is looked for. */
  descriptions: readonly string[];
  /** The best search first. */
  queries: readonly string[];
}

/** A fact that a question asks for. `{}` stands for what the fact is about. */
export interface LastHop {
  relation: string;
  /** Absent where questions of two steps do not end here. */
  about?: MiddleKind;
  /** The relation's subject is the answer, and its object is what is known. */
  isInverse: boolean;
  /** Ways to ask. */
  frames: readonly string[];
  queries: readonly string[];
  /** What is asked for, in a few words. */
  goal: string;
  /** Whether the answer is a name, which can be kept out of training; years can't. */
  isName: boolean;
}

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
    queries: ['{} unit of money', 'money {}'],
  },
  {
    relation: 'capital of',
    leadsTo: 'country',
    descriptions: ['the country whose capital is {}', 'the country that is governed from {}', 'the country of which {} is the capital'],
    queries: ['{} capital', '{}'],
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
    descriptions: ['the country in which {} was born', 'the country where {} came into the world', 'the native country of {}'],
    queries: ['{} born in', '{}'],
  },
  {
    relation: 'independence from',
    leadsTo: 'country',
    descriptions: ['the country that once ruled {}', 'the country that {} became independent from'],
    queries: ['{} independence from', '{} country'],
  },
  {
    relation: 'lies in state',
    leadsTo: 'state',
    descriptions: ['the state in which {} lies', 'the American state where {} is found', 'the state that {} is a part of'],
    queries: ['{}', 'state of {}'],
  },
  {
    relation: 'state capital of',
    leadsTo: 'state',
    descriptions: ['the state whose capital is {}', 'the American state that is governed from {}'],
    queries: ['{} state capital', '{}'],
  },
  {
    relation: 'nickname',
    leadsTo: 'state',
    descriptions: ['the state that is called the {}', 'the American state with the nickname {}'],
    queries: ['{} American state', '{}'],
  },
];

/** Last steps. */
export const lastHops: readonly LastHop[] = [
  {
    relation: 'capital of',
    about: 'country',
    isInverse: true,
    frames: ['What is the capital of {}?', 'Which city is the capital of {}?', 'Name the capital of {}.', 'From which city is {} governed?'],
    queries: ['{} national capital', 'capital of {}'],
    goal: 'capital',
    isName: true,
  },
  {
    relation: 'currency of',
    about: 'country',
    isInverse: true,
    frames: [
      'What is the basic unit of money in {}?',
      'Which money is used in {}?',
      'What do people pay with in {}?',
      'Name the money of {}.',
    ],
    queries: ['basic unit of money in {}', '{} monetary unit'],
    goal: 'unit of money',
    isName: true,
  },
  {
    relation: 'independence year',
    about: 'country',
    isInverse: false,
    frames: ['When did {} become independent?', 'In which year did {} achieve independence?', 'Since which year has {} been independent?'],
    queries: ['{} achieved independence', '{} country independence year'],
    goal: 'year of independence',
    isName: false,
  },
  {
    relation: 'state capital of',
    about: 'state',
    isInverse: true,
    frames: ['What is the capital of {}?', 'Which city is the capital of {}?', 'Name the capital of {}.', 'From which city is {} governed?'],
    queries: ['capital of {}', 'state capital of {}'],
    goal: 'capital',
    isName: true,
  },
  {
    relation: 'nickname',
    about: 'state',
    isInverse: true,
    frames: ['What is the nickname of {}?', 'What else is {} called?', 'Which nickname does {} have?'],
    queries: ['{} American state', '{} state'],
    goal: 'nickname',
    isName: true,
  },
  {
    relation: 'continent',
    isInverse: false,
    frames: ['On which continent is {}?', 'Which continent is {} a part of?'],
    queries: ['{} country', '{}'],
    goal: 'continent',
    isName: false,
  },
  {
    relation: 'birth year',
    isInverse: false,
    frames: ['When was {} born?', 'In which year was {} born?'],
    queries: ['{}', '{} born'],
    goal: 'year of birth',
    isName: false,
  },
  {
    relation: 'death year',
    isInverse: false,
    frames: ['When did {} die?', 'In which year did {} die?'],
    queries: ['{}', '{} died'],
    goal: 'year of death',
    isName: false,
  },
  {
    relation: 'symbol',
    isInverse: false,
    frames: ['What is the symbol of {}?', 'Which symbol does the element {} have?'],
    queries: ['{} chemical element symbol', '{}'],
    goal: 'symbol',
    isName: false,
  },
  {
    relation: 'height in feet',
    isInverse: false,
    frames: ['How many feet high is {}?', 'What is the height of {} in feet?'],
    queries: ['{} feet high', '{} mountain'],
    goal: 'height',
    isName: false,
  },
];
