import { describeExecutor } from '@agentd/agent-core/testing';
import { quickjsExecutor } from '../quickjs.ts';

describeExecutor('quickjsExecutor', () => quickjsExecutor());
