import { describeExecutor } from '@agentd/agent-core/testing';
import { nativeExecutor } from '../native.ts';
import { describeWhere } from './test-support.ts';

describeWhere({ isolation: 'none' }, () =>
  describeExecutor('nativeExecutor without bubblewrap', () => nativeExecutor({ isolation: 'none' })),
);
