export * from '@agentd/sandbox/pyodide';
