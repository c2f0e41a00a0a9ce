import type { Attack } from './attack.ts';
import { javascriptAttacks } from './javascript/attacks.ts';
import { pythonAttacks } from './python/attacks.ts';

/** Every attack of the suite. */
export const attacks: readonly Attack[] = [...pythonAttacks, ...javascriptAttacks];
