import { describe, expect, it } from 'vitest';

describe('public entries', () => {
  it('have everything that a program needs', async () => {
    const root = await import('@agentd/sag');
    for (const name of [
      'createAgent',
      'Agent',
      'tool',
      'SagDecoder',
      'sagPresets',
      'openaiModel',
      'pyodideExecutor',
      'AgentdError',
    ]) {
      expect(root).toHaveProperty(name);
    }
    expect(await import('@agentd/sag/openai')).toHaveProperty('openaiModel');
    expect(await import('@agentd/sag/local')).toHaveProperty('localModel');
    expect(await import('@agentd/sag/pyodide')).toHaveProperty('pyodideExecutor');
    expect(await import('@agentd/sag/node')).toHaveProperty('jsonlTrajectoryStore');
    const retriever = await import('@agentd/sag/retriever');
    for (const name of ['openCorpus', 'createIndex', 'webSearch']) expect(retriever).toHaveProperty(name);
    expect(await import('@agentd/sag/testing')).toHaveProperty('scriptedModel');
  });
});
