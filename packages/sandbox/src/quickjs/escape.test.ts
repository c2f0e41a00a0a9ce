import { quickjsExecutor } from '../quickjs.ts';
import { describeEscapes } from '../testing.ts';
import { attackShare } from '../../test/attack-share.ts';

describeEscapes('quickjsExecutor', () => quickjsExecutor(), attackShare);
