import { describeExecutor } from '@agentd/agent-core/testing';
import { nativeExecutor } from '../native.ts';
import { describeWhere } from './test-support.ts';

describeWhere({}, () => describeExecutor('nativeExecutor', () => nativeExecutor()));
