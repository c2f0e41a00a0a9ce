import { quickjsExecutor } from '../quickjs.ts';
import { describeEscapes } from '../testing.ts';

describeEscapes('quickjsExecutor', () => quickjsExecutor());
