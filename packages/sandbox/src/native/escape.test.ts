import { nativeExecutor } from '../native.ts';
import { describeEscapes } from '../testing.ts';
import { attackShare } from '../../test/attack-share.ts';
import { describeWhere } from './test-support.ts';

describeWhere({}, () => describeEscapes('nativeExecutor', () => nativeExecutor({ memoryLimitMb: 256 }), attackShare));
