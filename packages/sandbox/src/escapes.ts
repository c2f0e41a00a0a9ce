export type { Attack, Targets, Truth } from './testing/attack.ts';
export { attacks } from './testing/attacks.ts';
export { runAttacks, type RunAttacksOptions } from './testing/run-attacks.ts';
export type { Verdict } from './testing/trial.ts';
