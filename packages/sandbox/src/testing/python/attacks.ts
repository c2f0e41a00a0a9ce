import type { Attack } from '../attack.ts';
import { fileFloods } from './file-floods.ts';
import { forgedCalls } from './forged-calls.ts';
import { forgedResults } from './forged-results.ts';
import { harnessDigging } from './harness-digging.ts';
import { hostEnvironment } from './host-environment.ts';
import { hostFiles } from './host-files.ts';
import { javascriptRoutes } from './javascript-routes.ts';
import { memory } from './memory.ts';
import { nativeCode } from './native-code.ts';
import { network } from './network.ts';
import { outputFloods } from './output-floods.ts';
import { poison } from './poison.ts';
import { processes } from './processes.ts';
import { recursion } from './recursion.ts';
import { runaways } from './runaways.ts';
import { stubborn } from './stubborn-runaways.ts';

export const pythonAttacks: readonly Attack[] = [
  hostEnvironment,
  hostFiles,
  processes,
  network,
  javascriptRoutes,
  nativeCode,
  recursion,
  runaways,
  stubborn,
  memory,
  fileFloods,
  outputFloods,
  poison,
  harnessDigging,
  forgedCalls,
  forgedResults,
].flat();
