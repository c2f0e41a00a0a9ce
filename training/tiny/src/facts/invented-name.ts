import type { Random } from '../problems/random.ts';

const onsets = 'b br c ch d dr f fl g gr h j k kr l m n p pr qu r s sh st t th tr v w z'.split(' ');
const vowels = 'a a e e i i o o u ai ea ia ou y'.split(' ');
const codas = ['', '', '', 'l', 'n', 'r', 's', 't', 'm', 'nd', 'ng', 'rg', 'lk', 'sk', 'x'];

/** A name of one to four syllables that no atlas has, in lower case. */
export function inventedName(random: Random): string {
  const count = 1 + random.weighted([2, 5, 3, 1]);
  return Array.from({ length: count }, (_, index) => {
    const onset = index === 0 && random.chance(0.2) ? '' : random.pick(onsets);
    return onset + random.pick(vowels) + random.pick(codas);
  }).join('');
}
