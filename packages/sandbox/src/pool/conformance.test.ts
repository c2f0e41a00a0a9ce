import { describeExecutor } from '@agentd/agent-core/testing';
import { executorPool } from '../pool.ts';
import { quickjsExecutor } from '../quickjs.ts';

describeExecutor('a pool of quickjsExecutor', () =>
  executorPool(quickjsExecutor(), { maxSessions: 4, warmSpares: 1, recycleAboveMb: 512 }),
);
