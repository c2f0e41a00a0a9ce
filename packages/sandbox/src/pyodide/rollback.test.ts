import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@agentd/agent-core';
import { pyodideExecutor } from '../pyodide.ts';

/** State of many kinds: containers, generators, weak references, caches, a database, open files, modules' own settings. */
const setUp = `
import random, os, weakref, decimal, functools, re, sqlite3, sys, gc, itertools
random.seed(7); x = 1; numbers = list(range(1000)); table = {i: str(i) for i in range(5000)}
class A:
    made = 0
    def __init__(self): A.made += 1
a = A(); weak = weakref.ref(a)
def generate():
    for i in range(100): yield i
generator = generate(); next(generator)
counter = itertools.count(5)
database = sqlite3.connect(':memory:'); database.execute('create table t(a)'); database.execute('insert into t values(1)'); database.commit()
@functools.lru_cache
def square(n): return n * n
square(3)
os.makedirs('/home/user/w', exist_ok=True)
with open('/home/user/w/a.txt', 'w') as file: _ = file.write('hello')
handle = open('/home/user/w/a.txt'); handle.read(2)
decimal.getcontext().prec = 30
`;

const probe = `
import statistics
state = [x, len(numbers), len(table), A.made, weak() is a, database.execute('select count(*), sum(a) from t').fetchall(),
    square.cache_info().hits, open('/home/user/w/a.txt').read(), handle.tell(), handle.read(), os.getcwd(), os.environ.get('Q'),
    decimal.getcontext().prec, random.random(), sorted(os.listdir('/home/user')), sorted(os.listdir('/home/user/w')),
    sorted(os.listdir('/tmp')), gc.isenabled(), sys.getrecursionlimit(), len(sys.modules), 're' in sys.modules,
    next(generator), next(counter), re.sub('l+', 'L', 'hello'), str(decimal.Decimal(1) / 3), statistics.mean(numbers),
    len([A() for _ in range(1000)]), id(a), hash('a'), os.urandom(4).hex(), print is __builtins__.print]
print(state)
`;

const deeds = [
  'x += 1; numbers.append(x); table.clear()',
  'del numbers, table, x',
  'class B(A): pass\nmore = [B() for _ in range(10000)]',
  'gc.collect(); gc.disable()',
  'next(generator); next(generator); next(counter)',
  "database.execute('insert into t values(2)'); database.commit()",
  'database.close()',
  'square(4); square.cache_clear()',
  "open('/home/user/w/a.txt', 'w').write('CHANGED' * 1000)",
  "open('/home/user/w/a.txt', 'r+').write('J')",
  "open('/home/user/w/a.txt', 'a').write('more')",
  "os.truncate('/home/user/w/a.txt', 2)",
  "os.remove('/home/user/w/a.txt')",
  "os.rename('/home/user/w', '/tmp/elsewhere')",
  "os.rename('/home/user/w/a.txt', '/tmp/b.txt'); open('/home/user/w/a.txt', 'w').write('other')",
  "import shutil; shutil.rmtree('/home/user/w')",
  "os.makedirs('/tmp/q/r/s'); open('/tmp/q/r/s/t', 'w').write('t'); os.symlink('/tmp/q', '/tmp/link')",
  "os.chmod('/home/user/w/a.txt', 0); os.utime('/home/user/w/a.txt', (1, 1))",
  'handle.read(1); handle.seek(0)',
  'handle.close()',
  "os.chdir('/home/user/w'); os.environ['Q'] = '1'",
  'decimal.getcontext().prec = 5',
  'random.seed(1); random.random(); os.urandom(9)',
  'import xml.dom.minidom, email, unittest, http.client',
  "for name in list(sys.modules):\n    if name.startswith(('re', 'json')): del sys.modules[name]",
  'import builtins; builtins.len = lambda *_: 42',
  "raise ValueError('boom')",
  'def again(): return again()\nagain()',
  "big = 'a' * (200 * 10**6)",
  'big = [bytearray(10**6) for _ in range(100)]',
  "'a' * 10**10",
  '[0] * 10**9',
  'a = None; gc.collect()',
  "open('/home/user/new.bin', 'wb').write(b'x' * 5000000)",
  "many = [open(f'/home/user/f{i}', 'w') for i in range(50)]",
  'sys.exit(3)',
  'os._exit(3)',
  'os.abort()',
  'import signal; signal.raise_signal(signal.SIGINT)',
  'import faulthandler; faulthandler._sigsegv()',
  'import faulthandler; faulthandler._stack_overflow()',
  "exec('(' * 50 + ')' * 50)",
  "eval('+'.join(['1'] * 20000))",
  'nest = []\nfor i in range(100000): nest = [nest]\ndel nest',
  "sys.stdout.write('y' * 10**7)",
  'os.dup2(1, handle.fileno())',
  "import mmap; m = mmap.mmap(-1, 10**7); m[:] = b'z' * 10**7",
  'import socket; socket.socket()',
  'while True: pass',
  '10 ** 10 ** 8',
  'import sympy; sympy.integrate(sympy.Symbol("y") ** 2 * sympy.sin(sympy.Symbol("y")))',
  'final_answer(a)',
  'sys.setrecursionlimit(50); sys.setswitchinterval(1)',
];

describe('a branch that is not committed', () => {
  let session: Session;
  let expected: string | undefined;

  beforeAll(async () => {
    session = await pyodideExecutor({ timeoutMs: 1_500 }).open();
    expect((await session.run(setUp)).status).toBe('ok');
    const [first] = await session.fork([probe]);
    expect(first?.result.error).toBeUndefined();
    expected = first?.result.stdout;
  });

  afterAll(() => session.close());

  it.each(deeds)('leaves nothing behind after %s', async (deed) => {
    await session.fork([deed]);
    const [after] = await session.fork([probe]);
    expect(after?.result.stdout).toBe(expected);
  });

  it('leaves nothing behind after all of them in a row', async () => {
    // Without the runaways, and without those whose pages would fill the memory for branches.
    const quick = deeds.filter((deed) => !/while|10 \*\* 10|\* 10\*\*|^big/.test(deed));
    for (let round = 0; round < 3; round++) {
      await session.fork(quick);
      const [after] = await session.fork([probe]);
      expect(after?.result.stdout).toBe(expected);
    }
  });

  it('can still be committed after all that', async () => {
    const [winner] = await session.fork(['x = 77; open("/home/user/kept.txt", "w").write("kept")']);
    if (winner === undefined) throw new Error('fork() gave no branch');
    await session.commit(winner);
    expect((await session.run('x, open("/home/user/kept.txt").read(), handle.read()')).value).toBe(
      "(77, 'kept', 'llo')",
    );
  });
});
