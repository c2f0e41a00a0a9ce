import type { Attack } from '../attack.ts';
import { forgedCalls } from './forged-calls.ts';
import { forgedResults } from './forged-results.ts';
import { hostRoutes } from './host-routes.ts';
import { memory } from './memory.ts';
import { outputFloods } from './output-floods.ts';
import { poison } from './poison.ts';
import { recursion } from './recursion.ts';
import { runaways } from './runaways.ts';

export const javascriptAttacks: readonly Attack[] = [
  hostRoutes,
  runaways,
  recursion,
  memory,
  outputFloods,
  poison,
  forgedCalls,
  forgedResults,
].flat();
