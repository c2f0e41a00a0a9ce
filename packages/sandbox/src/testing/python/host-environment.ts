import { attackGroup } from '../attack.ts';

const quoted = JSON.stringify;

/** Looks for what tells of the host: its environment, its paths. */
export const hostEnvironment = attackGroup(
  { language: 'python', category: 'the environment of the host', mustNot: 'learn anything of the host’s environment' },
  {
    'os.environ': ({ variable }) => `import os\nprint(dict(os.environ), os.getenv(${quoted(variable)}), os.environb)`,
    'environ of the C library, read again': `import os, posix
print(posix.environ)
os.reload_environ()
print(dict(os.environ))
print(os.path.expandvars('$AGENTD_CANARY'), os.path.expanduser('~'))`,
    'environ of processes in /proc': ({ hostPid, siblingPid }) => `import glob
for path in ['/proc/self/environ', '/proc/${hostPid}/environ', '/proc/${siblingPid}/environ', *glob.glob('/proc/[0-9]*/environ')]:
    try: print(path, open(path, 'rb').read())
    except OSError as error: print(error)`,
    'command lines in /proc': ({ hostPid, siblingPid, paths }) => `import glob
for path in ['/proc/self/cmdline', '/proc/${hostPid}/cmdline', '/proc/${siblingPid}/cmdline']:
    try: text = open(path).read()
    except OSError: continue
    if any(path in text for path in ${quoted(paths)}): reached(text)`,
    'memory of processes in /proc': ({ hostPid, siblingPid }) => `for pid in (${hostPid}, ${siblingPid}):
    try:
        for line in open(f'/proc/{pid}/maps'):
            if '[heap]' not in line and '[stack]' not in line: continue
            start, end = (int(part, 16) for part in line.split()[0].split('-'))
            with open(f'/proc/{pid}/mem', 'rb') as memory:
                memory.seek(start)
                data = memory.read(end - start)
            at = data.find(b'AGENTD_CANARY')
            print(data[at:at + 100] if at >= 0 else 'nothing')
    except OSError as error: print(error)`,
    'paths of the host in sys': ({ paths }) => `import os, sys, sysconfig, site
seen = repr([sys.argv, sys.orig_argv, sys.executable, sys._base_executable, sys.path, sys.prefix, sys.exec_prefix, sys.path_importer_cache,
    os.getcwd(), dict(os.environ), sysconfig.get_paths(), site.getsitepackages(), sys.warnoptions, sys._xoptions])
if any(path in seen for path in ${quoted(paths)}): reached(seen)`,
    'paths of the host in code objects and modules': ({ paths }) => `import gc, sys, types
seen = [getattr(module, '__file__', None) for module in list(sys.modules.values())]
for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType): seen.append(thing.__code__.co_filename)
if any(path in str(text) for text in set(map(str, seen)) for path in ${quoted(paths)}): reached(seen)`,
    'paths of the host in tracebacks': ({ paths }) => `import sys, traceback
try: echo(text=1)
except BaseException as error: told = traceback.format_exc()
frames = []
frame = sys._getframe()
while frame is not None:
    frames.append((frame.f_code.co_filename, sorted(frame.f_locals)))
    frame = frame.f_back
if any(path in told + repr(frames) for path in ${quoted(paths)}): reached(told, frames)`,
    'user and machine': ({ paths }) => `import os, platform, socket, getpass
seen = []
for ask in (os.uname, platform.node, platform.platform, socket.gethostname, getpass.getuser, os.getlogin, os.ctermid, platform.freedesktop_os_release):
    try: seen.append(ask())
    except Exception as error: seen.append(error)
if any(path in repr(seen) for path in ${quoted(paths)}): reached(seen)
print(seen)`,
    'the strings in all objects': ({ variable }) => `import gc
for thing in gc.get_objects():
    for item in gc.get_referents(thing):
        if type(item) in (str, bytes) and len(item) < 10_000 and ${quoted(variable)}[2:] in str(item) and 'gc.get_objects' not in str(item):
            print(repr(item))`,
  },
);
