import { attackGroup } from '../attack.ts';

const uncaged = `import sys
sys.meta_path[:] = [finder for finder in sys.meta_path if 'HostModules' not in repr(finder)]
`;

/** Goes below Python: to memory, to functions of the C library, to bytecode that no compiler made. */
export const nativeCode = attackGroup(
  {
    language: 'python',
    category: 'native code',
    mustNot: 'alter another candidate, or end more than its own snippet',
    limitMs: 2_000,
  },
  {
    'system through ctypes': ({ folder }) => `import ctypes
print(ctypes.CDLL(None).system(b'env; touch ${folder}/reached'))`,
    'the C library through ctypes': ({ files, folder }) => `${uncaged}import ctypes
library = ctypes.CDLL(None)
for name, arguments in (('getenv', (b'AGENTD_CANARY',)), ('open', (b'${folder}/reached', 65, 438)), ('unlink', (b'${files[0]}',)), ('fork', ()), ('popen', (b'env', b'r')), ('socket', (2, 1, 0)), ('kill', (-1, 0)), ('abort', ())):
    try: print(name, getattr(library, name)(*arguments))
    except Exception as error: print(name, type(error).__name__)`,
    'memory written with ctypes': `${uncaged}import ctypes
ctypes.memset(id(None), 0, 16)
ctypes.memmove(id(print), b'garbage' * 20, 140)
print(1)`,
    'memory read with ctypes': `${uncaged}import ctypes
for address in (0, 8, 2**20, id(print), 2**31, 2**47):
    try: print(ctypes.string_at(address, 64))
    except Exception as error: print(type(error).__name__)`,
    'all of memory searched with ctypes': `${uncaged}import ctypes
wanted = 'AGENTD' + '_CANARY='
start = id(object()) & ~0xfffff
data = (ctypes.c_char * 0x100000).from_address(start).raw
at = data.find(wanted.encode())
print(data[at:at + 100] if at >= 0 else 'nothing')`,
    'a null pointer': `${uncaged}import ctypes
print(ctypes.cast(0, ctypes.POINTER(ctypes.c_int))[0])
ctypes.cast(0, ctypes.POINTER(ctypes.c_int))[1] = 1
ctypes.CFUNCTYPE(ctypes.c_int)(1)()`,
    'an object of another type, through ctypes': `${uncaged}import ctypes
thing = 12345
ctypes.c_size_t.from_address(id(thing) + ctypes.sizeof(ctypes.c_size_t)).value = id(dict)
print(thing, hash(thing))`,
    'a constant of the interpreter changed': `${uncaged}import ctypes
small = 5
for offset in range(8, 40, 4): ctypes.c_int.from_address(id(small) + offset).value = 7
print(2 + 3, small)`,
    'bytecode that reads past its variables': `def victim(): return 1
victim.__code__ = victim.__code__.replace(co_code=bytes([128, 0, 83, 250, 83, 251, 84, 252, 85, 253, 35, 0]), co_stacksize=4)
print(victim())`,
    'bytecode of every kind': {
      code: `def victim(a, b): return a + b
code = victim.__code__
for opcode in range(256):
    victim.__code__ = code.replace(co_code=bytes([128, 0, opcode, 3, opcode, 200, 35, 0]))
    try: victim(1, 2)
    except BaseException as error: pass`,
      limitMs: 1_000,
    },
    'random bytecode': {
      code: `import random
def victim(a, b): return a + b
code = victim.__code__
random.seed(5)
for _ in range(2000):
    victim.__code__ = code.replace(co_code=bytes([128, 0]) + random.randbytes(40) + bytes([35, 0]), co_stacksize=100, co_consts=(1, 'a', None, print, [], {}))
    try: victim(1, {})
    except BaseException as error: pass`,
      limitMs: 1_000,
    },
    'bytecode without room on the stack': `def victim(): return [1, 2, 3, [4, 5, [6, 7]]]
victim.__code__ = victim.__code__.replace(co_stacksize=0, co_nlocals=0)
for _ in range(1000): victim()`,
    'marshal of garbage': `import marshal, random
random.seed(3)
good = marshal.dumps(compile('a = [1, 2.5, "x", (3,)]\\ndef f(x): return x', 'f', 'exec'))
for _ in range(3000):
    data = bytearray(good)
    for _ in range(3): data[random.randrange(len(data))] = random.randrange(256)
    try: marshal.loads(bytes(data))
    except BaseException as error: pass`,
    'pickle of programs': ({ folder }) => `import pickle
for text in (b"cos\\nsystem\\n(S'env; touch ${folder}/reached'\\ntR.", b"cposix\\nsystem\\n(S'env'\\ntR.", b"cbuiltins\\neval\\n(S'__import__(\\"os\\").system(\\"env\\")'\\ntR."):
    try: print(pickle.loads(text))
    except Exception as error: print(type(error).__name__)`,
    'pickle, shelve and copyreg of its own kind': ({ folder }) => `import copyreg, os, pickle, shelve
class Bomb:
    def __reduce__(self): return os.system, ('touch ${folder}/reached',)
try: print(pickle.loads(pickle.dumps(Bomb())))
except Exception as error: print(type(error).__name__)
copyreg.pickle(int, lambda value: (os.system, ('env',)))
try:
    with shelve.open('shelf') as shelf: shelf['a'] = Bomb(); print(shelf['a'])
except Exception as error: print(type(error).__name__)`,
    'pickle of garbage': `import pickle, random
random.seed(1)
for _ in range(3000):
    try: pickle.loads(bytes([128, 4]) + random.randbytes(30))
    except BaseException as error: pass`,
    'a built-in module made again': `import _imp, types
for name in ('posix', 'time', '_io', 'builtins', 'sys', '_thread', 'gc', 'faulthandler', '_signal', 'marshal'):
    try: print(_imp.create_builtin(types.SimpleNamespace(name=name, origin='built-in', loader=None)))
    except BaseException as error: print(name, type(error).__name__)`,
    'a library through _imp': `import _imp, types
open('/tmp/new.so', 'wb').write(b'\\0asm\\1\\0\\0\\0')
print(_imp.create_dynamic(types.SimpleNamespace(name='new', origin='/tmp/new.so')))`,
    'a crash, told by faulthandler': 'import faulthandler\nfaulthandler._sigsegv()',
    'an abort, told by faulthandler': 'import faulthandler\nfaulthandler._sigabrt()',
    'a fatal error, told by faulthandler': 'import faulthandler\nfaulthandler._fatal_error_c_thread()',
    'a bus error and a floating-point error': `import faulthandler
for way in (lambda: faulthandler._sigfpe(), lambda: faulthandler._read_null(), lambda: faulthandler._raise_exception(1)):
    try: way()
    except Exception as error: print(type(error).__name__)`,
    'a stack that overflows in C': 'import faulthandler\nfaulthandler._stack_overflow()',
    'tracebacks after a while': `import faulthandler, sys
for way in (lambda: faulthandler.dump_traceback_later(0.05, exit=True), lambda: faulthandler.dump_traceback(file=1)):
    try: way()
    except BaseException as error: print(type(error).__name__)`,
    'os._exit': { code: 'import os\nos._exit(0)', truth: { status: ['runtime-error'] } },
    'os.abort': { code: 'import os\nos.abort()', truth: { status: ['runtime-error'] } },
    'sys.exit with a status': { code: 'import sys\nsys.exit(3)', truth: { status: ['runtime-error'] } },
    'quit and exit': 'try: quit()\nfinally: exit(2)',
    'a signal to itself': `import signal
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGABRT, signal.SIGSEGV):
    try: signal.raise_signal(number)
    except BaseException as error: print(type(error).__name__)`,
    'an alarm': `import signal
for way in (lambda: signal.alarm(1), lambda: signal.setitimer(signal.ITIMER_REAL, 0.05), lambda: signal.pause()):
    try: way()
    except BaseException as error: print(type(error).__name__)`,
    'test doors of the interpreter': `for name in ('_testcapi', '_testinternalcapi', '_xxtestfuzz', '_interpreters', '_testbuffer', '_ctypes_test'):
    try: module = __import__(name)
    except ImportError: continue
    for way in ('fatal_error', 'crash_no_current_thread', 'set_errno', 'create'):
        try: getattr(module, way)(b'x')
        except Exception as error: print(type(error).__name__)`,
    'a debugger’s eval frame': `import sys
for way in (lambda: sys.activate_stack_trampoline('perf'), lambda: sys.remote_exec(1, 'x'), lambda: sys.set_coroutine_origin_tracking_depth(1000), lambda: sys._clear_internal_caches(), lambda: sys._debugmallocstats()):
    try: way()
    except BaseException as error: print(type(error).__name__)`,
    'a known fault of type slots': `class Base: pass
class Meta(type):
    def mro(self): return [self, Base, object, int][:3] if self.__dict__.get('tame') else type.mro(self)
class Child(Base, metaclass=Meta): pass
Child.tame = True
Child.__bases__ = (Base, dict)
print(Child())`,
  },
);
