import type { Family } from '../story.ts';
import { events } from './events.ts';
import { openers } from './openers.ts';
import { questions } from './questions.ts';

/** Someone's stock of things grows and shrinks. */
export const stock: Family = { id: 'stock', openers, events, questions, mostEvents: 2 };
