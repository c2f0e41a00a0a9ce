import { attackGroup } from '../attack.ts';

const broken = "def broken(*args, **kwargs): raise RuntimeError('poisoned')\n";

/** Alters what the next step or the next candidate works with. */
export const poison = attackGroup(
  { language: 'python', category: 'poison', mustNot: 'alter what another candidate or the host gets' },
  {
    'print replaced': `import builtins\nbuiltins.print = lambda *what: None`,
    'every builtin replaced': `${broken}import builtins
for name in list(vars(builtins)):
    if name not in ('RuntimeError', '__build_class__', '__import__', '__name__'): setattr(builtins, name, broken)`,
    'builtins emptied': 'import builtins\nvars(builtins).clear()',
    '__builtins__ replaced': '__builtins__ = {}\nglobals()["__builtins__"] = None',
    'exceptions replaced':
      'import builtins\nbuiltins.BaseException = builtins.Exception = builtins.SystemExit = builtins.MemoryError = builtins.RuntimeError = int\nraise ValueError("told")',
    'json replaced': `${broken}import json, json.decoder, json.encoder, json.scanner
json.dumps = json.loads = json.JSONEncoder = json.JSONDecoder = broken
json.encoder.encode_basestring_ascii = json.decoder.scanstring = json.scanner.make_scanner = lambda *what: 'forged'`,
    'the C half of json replaced': `${broken}import _json
_json.make_scanner = _json.encode_basestring_ascii = _json.scanstring = broken`,
    'final_answer replaced': 'final_answer = lambda value: None',
    'final_answer deleted, with all there is':
      'for name in list(globals()):\n    if not name.startswith("__"): del globals()[name]',
    'tools replaced': 'echo = lambda text: "forged"\nstore = inspect_value = broken = None',
    'the module __main__ replaced': `import sys, types
other = types.ModuleType('__main__')
other.final_answer = print
sys.modules['__main__'] = other`,
    'sys.modules replaced and emptied': 'import sys\nsys.modules.clear()\nsys.modules = {}',
    'sys emptied': `import sys
for name in list(vars(sys)):
    try: delattr(sys, name)
    except Exception: pass`,
    'other modules in sys.modules': `import sys, types
for name in ('json', 'os', 'random', 're', 'traceback', 'linecache', 'math', '_json', '_ast', 'builtins', 'sympy'):
    sys.modules[name] = types.ModuleType(name)`,
    'a finder of modules': `import sys, importlib.abc
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None): raise ImportError('poisoned ' + name)
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: 1 / 0)
sys.path_importer_cache.clear()`,
    'modules in the working directory': `for name in ('json', 'sympy', 'random', 're', 'string', 'sitecustomize', 'math', 'zlib', 'signal'):
    open(name + '.py', 'w').write('raise RuntimeError("poisoned")')
import sys
sys.path.insert(0, '.')`,
    'modules in folders of libraries': `import sys, os
for folder in sys.path:
    try:
        os.makedirs(folder, exist_ok=True)
        open(os.path.join(folder, 'statistics.py'), 'w').write('raise RuntimeError("poisoned")')
    except OSError as error: print(type(error).__name__)`,
    'import replaced': `${broken}import builtins, importlib
builtins.__import__ = importlib.import_module = broken`,
    'linecache and traceback replaced': `${broken}import linecache, traceback
linecache.cache = linecache.getline = linecache.checkcache = broken
traceback.format_exc = traceback.TracebackException = traceback.print_exception = broken
linecache.clearcache = broken`,
    'the streams replaced': `import sys
class Stream:
    def write(self, text): raise RuntimeError('poisoned')
    def flush(self): raise RuntimeError('poisoned')
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = sys.stdin = Stream()`,
    'the streams deleted and closed': 'import sys\nsys.stdout.close()\nsys.stdin = None\ndel sys.stdout, sys.stderr',
    'what the stream keeps': `import sys
for stream in (sys.stdout, sys.stderr):
    for name in ('head', 'tail', 'buffer', 'room', 'keep', 'beyond', 'tail_size'):
        try: setattr(stream, name, None)
        except AttributeError: pass
    try: type(stream).collected = lambda self: 'forged'
    except (AttributeError, TypeError): pass`,
    'hooks and limits of the interpreter': `import gc, sys, threading
sys.setrecursionlimit(60)
sys.excepthook = sys.displayhook = sys.unraisablehook = lambda *what: None
sys.settrace(lambda *what: None)
sys.setprofile(lambda *what: None)
threading.settrace(lambda *what: None)
gc.disable()
gc.set_threshold(1)
gc.callbacks.append(lambda *what: None)
sys.setswitchinterval(100)
sys.set_int_max_str_digits(640)`,
    'an audit hook that refuses everything': `import sys
def hook(event, arguments): raise RuntimeError('poisoned')
sys.addaudithook(hook)`,
    'handlers of signals': `import signal
for number in signal.valid_signals():
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError, RuntimeError): pass`,
    'environment, folder, mask and locale': `import locale, os, time
os.environ.clear()
os.environ['TZ'] = 'Asia/Tokyo'
time.tzset()
os.chdir('/tmp')
os.umask(0o777)
try: locale.setlocale(locale.LC_ALL, 'C')
except locale.Error: pass`,
    'random numbers': `import os, random
random.seed(1)
random.random = lambda: 0.5
os.urandom(13)
os.read(os.open('/dev/urandom', os.O_RDONLY), 5)
random._inst = None`,
    'decimal, fractions and mpmath':
      'import decimal, mpmath, sympy\ndecimal.getcontext().prec = 2\ndecimal.DefaultContext.prec = 2\nmpmath.mp.dps = 2\nsympy.Symbol.__add__ = lambda *what: 0',
    'classes of the standard library': `import collections, enum, fractions, re
collections.OrderedDict.__getitem__ = lambda *what: 'forged'
fractions.Fraction.__add__ = lambda *what: 0
re.compile = re.sub = lambda *what: None
re._cache.clear()
enum.Enum.__str__ = lambda self: 'forged'`,
    'slots of built-in types': `import gc
for kind, name in ((int, '__add__'), (str, '__eq__'), (dict, '__getitem__'), (list, 'append'), (type(None), '__repr__')):
    try: setattr(kind, name, lambda *what: 'forged')
    except TypeError: pass
    for table in gc.get_referents(kind.__dict__):
        if isinstance(table, dict) and name in table: table[name] = lambda *what: 'forged'`,
    'caches of types': `import functools, gc
for thing in gc.get_objects():
    if isinstance(thing, functools._lru_cache_wrapper): thing.cache_clear()`,
    'names bound to what is not itself': `class Name(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash('final_answer')
globals()[Name('x')] = 'forged'
globals()[Name('echo')] = 'forged'`,
    'a class in the place of globals':
      'import sys\nsys._getframe().f_globals.update({n: None for n in ("final_answer", "echo", "ToolError", "print", "len")})',
    'hidden destructors': `class Late:
    def __del__(self):
        import builtins, sys
        builtins.len = lambda *what: 42
        sys.stdout.write('forged')
import sys
sys.late = Late()
late = Late()
circle = [Late()]
circle.append(circle)
del circle`,
    'functions for the exit': 'import atexit\natexit.register(lambda: print("forged"))',
    'a codec and an error handler': `import codecs
codecs.register(lambda name: 1 / 0)
for name in ('strict', 'replace', 'ignore', 'backslashreplace'): codecs.register_error(name, lambda error: ('forged', error.end))`,
    'warnings as errors':
      'import warnings\nwarnings.simplefilter("error")\nwarnings.showwarning = warnings._showwarnmsg = None',
    'files of others':
      'import os\nopen("kept.txt", "w").write("altered")\nos.rename("kept.txt", "/tmp/other.txt")\nos.mkdir("kept.txt")',
    'what was kept': 'kept["numbers"].append(4)\nkept.clear()\nKept.made = 0\ndel Kept',
  },
);
