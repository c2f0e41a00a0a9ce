/** State of many kinds: containers, generators, weak references, caches, a database, open files, modules' own settings. */
export const setUp = `
import random, os, tempfile, weakref, decimal, functools, re, sqlite3, sys, gc, itertools
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
scratch = tempfile.TemporaryFile(); _ = scratch.write(b'before'); scratch.flush()
gone = open('/tmp/gone', 'w+'); _ = gone.write('before'); gone.flush(); os.remove('/tmp/gone')
`;

/** What is done to it. */
export const deeds: readonly string[] = [
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
  'os.umask(0o077); open("masked", "w").close()',
  "open('__proto__', 'w').write('x'); os.mkdir('constructor'); open('constructor/__proto__', 'w').write('y')",
  "scratch.write(b'AFTER'); scratch.flush(); gone.write('AFTER'); gone.flush()",
  'scratch.close(); gone.close()',
  "os.read(os.open('/dev/urandom', os.O_RDONLY), 5)",
  "os.write(os.open('/dev/tty', os.O_RDWR), b'no line end')",
  "os.makedirs('/'.join('d' * 90)); os.rename('d', '/tmp/d')",
];
