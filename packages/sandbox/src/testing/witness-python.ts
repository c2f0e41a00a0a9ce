/** State of its own for the witness to look at. */
export const pythonState = `
import decimal, os
kept = {'numbers': [1, 2, 3]}
class Kept:
    made = 7
with open('kept.txt', 'w') as file: _ = file.write('unchanged')
decimal.getcontext().prec = 30
`;

/** Prints what code finds of its surroundings; a number stands for a long list. */
const surroundings = `
import builtins, gc, json, linecache, os, random, re, signal, sys, threading, traceback, zlib
def number(things): return zlib.crc32(repr(things).encode())
def kinds(module): return number(sorted((name, type(thing).__name__, str(getattr(thing, '__module__', ''))) for name, thing in vars(module).items() if name != '_'))
def tree(top): return [(place, sorted(folders), [(name, os.path.getsize(os.path.join(place, name))) for name in sorted(files)]) for place, folders, files in sorted(os.walk(top))]
def mask():
    before = os.umask(0o22)
    os.umask(before)
    return oct(before)
print('variables', sorted(globals()), kept, Kept.made, decimal.getcontext().prec)
print('builtins', kinds(builtins), print is builtins.print, type(print), print.__self__, len('four'), sorted([2, 1]), str(1.5), repr([None]), isinstance(1, int))
print('json', kinds(json), json.dumps({'a': [1, None, True]}), json.loads('[1.5]'), kinds(json.decoder), kinds(json.encoder))
print('modules', number(sorted(sys.modules)), [getattr(finder, '__name__', type(finder).__name__) for finder in sys.meta_path], sys.path, len(sys.path_hooks), sys.argv)
print('streams', type(sys.stdout).__name__, type(sys.stderr).__name__, type(sys.stdin).__name__, sys.stdin.read())
print('hooks', sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__, sys.unraisablehook is sys.__unraisablehook__, sys.gettrace(), sys.getprofile(), len(gc.callbacks))
print('limits', gc.isenabled(), gc.get_threshold(), sys.getrecursionlimit(), sys.getswitchinterval(), threading.active_count(), [signal.getsignal(number) for number in (signal.SIGTERM,)])
print('files', os.getcwd(), mask(), tree('.'), sorted(os.listdir('/')), sorted(os.listdir('/tmp')), open('kept.txt').read())
print('environment', sorted(os.environ.items()))
print('others', random.random(), hash('text'), re.sub('l+', 'L', 'hello'), traceback.format_exception_only(ValueError('told')), len(linecache.cache))
print('tools', echo(text='hello'), echo.__doc__, type(echo).__name__, type(final_answer).__name__)
1 + 1
`;

/** The code whose results are compared: surroundings, an error, a final answer. */
export const pythonProbes: readonly string[] = [
  surroundings,
  'def fails(number):\n    return number / 0\nprint("before")\nfails(1)',
  'print("before")\nfinal_answer([1, "kept", kept])\nprint("after")',
];
