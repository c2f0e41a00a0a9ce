import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionResult, Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pyodideExecutor } from '../pyodide.ts';

const secret = 'canary-4f1c9e';

/** Takes the guards that are written in Python out of the way, so that only the locked boundary is left. */
const unguarded = `
import sys, gc, importlib, _imp, types
sys.meta_path[:] = [finder for finder in sys.meta_path if 'HostModules' not in repr(finder)]
finders = [thing for thing in gc.get_objects() if type(thing).__name__ == 'JsFinder']
sys.meta_path.extend(finders)
def builtin(name): return _imp.create_builtin(types.SimpleNamespace(name=name, origin='built-in', loader=None))
def reached(*what): print('REACH' + 'ED', *what)
`;

describe('code in the sandbox', () => {
  let folder: string;
  let session: Session;
  let listener: Server;
  let connections = 0;

  beforeAll(async () => {
    process.env['AGENTD_CANARY'] = secret;
    folder = await mkdtemp(join(tmpdir(), 'agentd-canary-'));
    await writeFile(join(folder, 'secret.txt'), secret);
    listener = createServer((socket) => {
      connections++;
      socket.end(secret);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    session = await pyodideExecutor({ timeoutMs: 20_000 }).open();
  });

  afterAll(async () => {
    await session.close();
    listener.close();
    await rm(folder, { recursive: true, force: true });
    delete process.env['AGENTD_CANARY'];
  });

  /** Runs the attack, and fails the test when anything of the host shows in its result. */
  const attack = async (code: string): Promise<ExecutionResult> => {
    const result = await session.run(code);
    expect(JSON.stringify(result), code).not.toContain(secret);
    expect(await session.run('1 + 1'), code).toMatchObject({ status: 'ok', value: '2' });
    return result;
  };

  it.each([
    ['import js', 'import js\nprint(js.process.version, js.process.env.AGENTD_CANARY)'],
    ['pyodide_js', 'import pyodide_js\npyodide_js.mountNodeFS("/host", "/")'],
    ['run_js', 'from pyodide.code import run_js\nprint(run_js("process.version + process.env.AGENTD_CANARY"))'],
    ['ctypes', 'import ctypes\nctypes.CDLL(None).system(b"env")'],
    ['os.system', 'import os\nos.system("env")'],
    ['pickle', `import pickle\npickle.loads(b"cos\\nsystem\\n(S'env'\\ntR.")`],
  ])('is told that %s is out of reach', async (_name, code) => {
    expect(await attack(code)).toMatchObject({ status: 'blocked', error: { type: expect.stringMatching(/^Sandbox/) } });
  });

  it.each([
    ['js', 'import js\nreached(js.process.version)'],
    ['the js finder', 'proxy = finders[0].jsproxies["js"]\nreached(proxy.process.version)'],
    ['the pyodide package', 'from pyodide.code import run_js\nreached(run_js("process.version"))'],
    ['mountNodeFS', 'import pyodide_js\npyodide_js.mountNodeFS("/host", "/")\nimport os\nreached(os.listdir("/host"))'],
    [
      'the constructor of a function',
      'core = builtin("_pyodide_core")\nreached(core.to_js([]).constructor.constructor)',
    ],
    ['a conversion to JavaScript', 'core = builtin("_pyodide_core")\nreached(core.to_js([1, 2]))'],
    ['a proxy for JavaScript', 'core = builtin("_pyodide_core")\nreached(core.create_proxy(print))'],
    ['posix.system, found again', 'import os\nif builtin("posix").system("touch /tmp/reached") == 0: reached()'],
    ['programs through ctypes', 'import ctypes\nif ctypes.CDLL(None).system(b"touch /tmp/reached") == 0: reached()'],
    ['scripts through ctypes', 'import ctypes\nctypes.CDLL(None).emscripten_run_script(b"1")\nreached()'],
    ['a call through ctypes', 'import ctypes\nreached(ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 1)())'],
    [
      'a new library',
      'import ctypes\nopen("/tmp/a.so", "wb").write(b"\\0asm\\1\\0\\0\\0")\nctypes.CDLL("/tmp/a.so")\nreached()',
    ],
    ['another program', 'import os\nreached(os.posix_spawn("/usr/bin/env", ["env"], {}))'],
    ['fork', 'import os\nreached(os.fork())'],
    ['subprocess', 'import subprocess\nreached(subprocess.run(["env"], capture_output=True))'],
    [
      'the environment of the process',
      'for path in ("/proc/self/environ", "/proc/1/environ"):\n    try: reached(open(path).read())\n    except OSError as error: print(error)',
    ],
  ])('reaches nothing through %s, even with the guards in Python gone', async (_name, code) => {
    const result = await attack(unguarded + code);
    expect(result.stdout).not.toContain('REACHED');
  });

  it('sees no file of the host', async () => {
    const path = join(folder, 'secret.txt');
    const result = await attack(
      `import os, glob\nprint(os.path.exists(${JSON.stringify(path)}), glob.glob("/*"))\nopen(${JSON.stringify(path)}).read()`,
    );
    expect(result).toMatchObject({ status: 'runtime-error', error: { type: 'FileNotFoundError' } });
  });

  it('reaches no network', async () => {
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const result = await attack(`import socket\nsocket.create_connection(("127.0.0.1", ${port})).recv(100)`);
    expect(result.status).toBe('blocked');
    await attack(`import urllib.request\nurllib.request.urlopen("http://127.0.0.1:${port}")`);
    await attack(`import asyncio\nasyncio.run(asyncio.open_connection("127.0.0.1", ${port}))`);
    expect(connections).toBe(0);
  });

  it('cannot confuse the host by writing to the tools device itself', async () => {
    for (const text of [
      '',
      'no json',
      '{"tool":1,"arguments":{}}',
      '{"tool":"x","arguments":[]}',
      '{"tool":"x","arguments":{}}',
    ]) {
      await attack(`import os
device = os.open("/dev/host", os.O_RDWR)
try: os.write(device, ${JSON.stringify(text)}.encode())
except OSError as error: print(error)
print(os.read(device, 1000))`);
    }
  });

  it('finds an environment that is the same everywhere', async () => {
    const { value } = await session.run('sorted(__import__("os").environ)');
    expect(value).toBe(
      "['HOME', 'LANG', 'LD_LIBRARY_PATH', 'LOGNAME', 'PATH', 'PWD', 'PYTHONHASHSEED', 'PYTHONINSPECT', 'TZ', 'USER', '_']",
    );
  });
});
