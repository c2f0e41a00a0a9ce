import type { Formula } from '../formula.ts';
import type { Story } from '../story.ts';

/** Makes the computed number the story's present stock. */
export const setStock = (story: Story, names: string[], formula: Formula, plans: string[]): void => {
  story.stock = story.derive(names, formula, plans, story.item.many);
};
