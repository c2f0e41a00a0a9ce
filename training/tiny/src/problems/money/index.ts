import type { Family } from '../story.ts';
import { events } from './events.ts';
import { openers } from './openers.ts';
import { questions } from './questions.ts';

/** Someone earns and spends money. */
export const money: Family = { id: 'money', openers, events, questions, mostEvents: 2 };
