import { attackGroup } from '../attack.ts';

/** Takes the guards that are written in Python out of the way, so that only what lies below them is left. */
const unguarded = `import gc, importlib, sys, types, _imp
sys.meta_path[:] = [finder for finder in sys.meta_path if 'HostModules' not in repr(finder)]
finders = [thing for thing in gc.get_objects() if type(thing).__name__ == 'JsFinder']
sys.meta_path.extend(finders)
def builtin(name): return _imp.create_builtin(types.SimpleNamespace(name=name, origin='built-in', loader=None))
def tried(*ways):
    for way in ways:
        try: got = way()
        except Exception as error: print(type(error).__name__)
        else:
            if 'Js' in repr(type(got).__mro__): reached(type(got), got)
`;

/** Ways from Pyodide's Python to JavaScript. Where Python is no WebAssembly, there is no such way to find. */
export const javascriptRoutes = attackGroup(
  { language: 'python', category: 'routes to JavaScript', mustNot: 'get hold of a JavaScript object' },
  {
    'import js': 'import js\nreached(js.process.version, js.process.env)',
    'import pyodide_js': 'import pyodide_js\nreached(pyodide_js.mountNodeFS("/host", "/"))',
    run_js: 'from pyodide.code import run_js\nreached(run_js("process.version"))',
    'the packages pyodide and micropip': `for name in ('pyodide', 'pyodide.ffi', 'pyodide.http', 'pyodide.webloop', 'pyodide.console', 'micropip', '_pyodide', '_pyodide_core', '_pyodide._base'):
    try: reached(__import__(name, fromlist=['x']))
    except ImportError as error: print(type(error).__name__)`,
    'import js, without the guards': `${unguarded}import js\nreached(js.process.version)`,
    'the finder of JavaScript modules': `${unguarded}proxy = finders[0].jsproxies['js']\nreached(proxy.process.version)`,
    'modules of that finder': `${unguarded}tried(lambda: finders[0].jsproxies['pyodide_js'].FS, lambda: importlib.import_module('js').globalThis, lambda: importlib.import_module('pyodide_js')._module)
print([name for finder in finders for name in finder.jsproxies])`,
    'run_js, without the guards': `${unguarded}from pyodide.code import run_js\nreached(run_js('process.version'))`,
    'pyodide.http and pyodide.ffi, without the guards': `${unguarded}tried(lambda: importlib.import_module('pyodide.http').open_url('file:///etc/passwd'),
    lambda: importlib.import_module('pyodide.ffi').to_js({'a': 1}), lambda: importlib.import_module('pyodide.ffi').run_sync(None))`,
    mountNodeFS: `${unguarded}import os, pyodide_js
pyodide_js.mountNodeFS('/host', '/')
reached(os.listdir('/host'))`,
    'another file system': `${unguarded}tried(lambda: importlib.import_module('pyodide_js').FS.mount(importlib.import_module('pyodide_js').FS.filesystems.NODEFS, {'root': '/'}, '/tmp'),
    lambda: builtin('_pyodide_core').js2python)`,
    'constructor of a constructor, by to_js': `${unguarded}core = builtin('_pyodide_core')
reached(core.to_js([]).constructor.constructor('return process')())`,
    'to_js of every kind': `${unguarded}core = builtin('_pyodide_core')
tried(*[lambda value=value: core.to_js(value) for value in ([1, 2], {'a': 1}, b'bytes', {1}, print, object())])`,
    create_proxy: `${unguarded}core = builtin('_pyodide_core')
tried(lambda: core.create_proxy(print), lambda: core.create_once_callable(print), lambda: core.create_proxy(print).constructor)`,
    'exceptions of JavaScript': `${unguarded}core = builtin('_pyodide_core')
tried(lambda: core.JsException('Error', 'message').js_error.constructor.constructor, lambda: core.JsException.new('x'), lambda: core.JsException.__new__(core.JsException).name,
    lambda: core.JsException.fromError(1), lambda: core.ConversionError().js_error)`,
    'classes of proxies': `${unguarded}core = builtin('_pyodide_core')
kinds = [kind for name, kind in vars(core).items() if isinstance(kind, type) and name.startswith('Js')]
for kind in kinds:
    tried(lambda: kind.new(), lambda: kind.__new__(kind).constructor, lambda: kind.__new__(kind).js_id, lambda: kind().object_entries())`,
    'proxies that live already': `${unguarded}for thing in gc.get_objects():
    if 'JsProxy' not in [kind.__name__ for kind in type(thing).__mro__]: continue
    for name in ('constructor', 'globalThis', 'process', 'js_id', 'typeof', 'object_keys', 'to_py', 'then', 'new'):
        try: got = getattr(thing, name)
        except Exception as error: continue
        if name in ('constructor', 'globalThis', 'process'): reached(name, got)`,
    'modules of Pyodide that are only hidden': `${unguarded}for thing in gc.get_objects():
    if isinstance(thing, types.ModuleType) and thing.__name__.startswith(('pyodide', '_pyodide')):
        for name in ('run_js', 'run_async', 'to_js', 'create_proxy', 'open_url', 'IN_PYODIDE'):
            if callable(found := getattr(thing, name, None)): tried(lambda: found('1'), lambda: found([]))`,
    'the event loop of Pyodide': `${unguarded}import asyncio
tried(lambda: importlib.import_module('pyodide.webloop').WebLoop().call_later(0, print), lambda: importlib.import_module('pyodide.webloop').WebLoop().run_until_complete(1).constructor,
    lambda: asyncio.run.__wrapped__.__globals__['pyodide_js'])`,
    'hidden in closures and globals': `${unguarded}for thing in gc.get_objects():
    if not isinstance(thing, types.FunctionType): continue
    for name in ('js', 'pyodide_js', 'run_js', 'API', 'Module', 'jsglobals'):
        found = thing.__globals__.get(name)
        if found is not None and 'JsProxy' in repr(type(found)): tried(lambda: found.constructor, lambda: found.process)`,
    'scripts through ctypes': `${unguarded}import ctypes
library = ctypes.CDLL(None)
for name in ('emscripten_run_script', 'emscripten_run_script_int', 'emscripten_run_script_string', 'emscripten_asm_const_int', 'emscripten_asm_const_ptr', 'emscripten_asm_const_double', 'emscripten_async_call'):
    try:
        getattr(library, name)(b'1')
        reached(name)
    except Exception as error: print(name, type(error).__name__)`,
    'a callback through ctypes': `${unguarded}import ctypes
got = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 1)()
if sys.platform == 'emscripten': reached(got)`,
    'a library of its own': `${unguarded}import ctypes
open('/tmp/a.so', 'wb').write(b'\\0asm\\1\\0\\0\\0\\0\\10\\10dylink.0')
tried(lambda: ctypes.CDLL('/tmp/a.so'), lambda: _imp.create_dynamic(types.SimpleNamespace(name='a', origin='/tmp/a.so')))`,
    'a library on Node’s side': `${unguarded}import ctypes, os
for name in ('/usr/lib/libc.so', 'libc.so.6', '/lib/x86_64-linux-gnu/libc.so.6', 'node_modules'):
    if sys.platform == 'emscripten': tried(lambda: ctypes.CDLL(name))`,
    'tables of functions of the core': `${unguarded}core = builtin('_pyodide_core')
for name in dir(core):
    found = getattr(core, name)
    if callable(found) and not isinstance(found, type):
        for arguments in ((), (1,), ('process',), ([],), (print,)):
            try: got = found(*arguments)
            except BaseException as error: continue
            if 'Js' in type(got).__name__: reached(name, got)`,
  },
);
