import { describeExecutor } from '@agentd/agent-core/testing';
import { executorPool } from '../pool.ts';
import { pyodideExecutor } from '../pyodide.ts';

describeExecutor('a pool of pyodideExecutor', () =>
  executorPool(pyodideExecutor(), { maxSessions: 4, warmSpares: 1, recycleAboveMb: 512 }),
);
