import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pyodideExecutor } from '../pyodide.ts';
import { describeEscapes } from '../testing.ts';
import { attackShare } from '../../test/attack-share.ts';

describeEscapes('pyodideExecutor', () => pyodideExecutor({ memoryLimitMb: 192 }), attackShare);

describe('code that reaches for the host', () => {
  let session: Session;
  beforeAll(async () => {
    session = await pyodideExecutor().open();
  });
  afterAll(() => session.close());

  it.each([
    ['import js', 'import js'],
    ['pyodide_js', 'import pyodide_js\npyodide_js.mountNodeFS("/host", "/")'],
    ['run_js', 'from pyodide.code import run_js'],
    ['ctypes', 'import ctypes'],
    ['os.system', 'import os\nos.system("env")'],
    ['pickle', `import pickle\npickle.loads(b"cos\\nsystem\\n(S'env'\\ntR.")`],
    ['a socket', 'import socket\nsocket.create_connection(("127.0.0.1", 9))'],
  ])('is told that %s is out of reach', async (_name, code) => {
    const { status, error } = await session.run(code);
    expect({ status, type: error?.type }).toMatchObject({ status: 'blocked', type: expect.stringMatching(/error$/i) });
  });

  it('finds an environment that is the same everywhere', async () => {
    const { value } = await session.run('sorted(__import__("os").environ)');
    expect(value).toBe(
      "['HOME', 'LANG', 'LD_LIBRARY_PATH', 'LOGNAME', 'PATH', 'PWD', 'PYTHONHASHSEED', 'PYTHONINSPECT', 'TZ', 'USER', '_']",
    );
  });
});
