import { describeExecutor } from '@agentd/agent-core/testing';
import { pyodideExecutor } from '../pyodide.ts';

describeExecutor('pyodideExecutor', () => pyodideExecutor());
