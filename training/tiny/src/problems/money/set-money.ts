import type { Formula } from '../formula.ts';
import type { Story } from '../story.ts';

/** Makes the computed number the story's present money. */
export const setMoney = (story: Story, names: string[], formula: Formula, plans: string[]): void => {
  story.stock = story.derive(names, formula, plans, 'money');
};
