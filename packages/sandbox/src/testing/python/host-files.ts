import { attackGroup } from '../attack.ts';

const quoted = JSON.stringify;

/** Reaches for files of the host, to read and to write. */
export const hostFiles = attackGroup(
  { language: 'python', category: 'files of the host', mustNot: 'read, see or write a file of the host' },
  {
    'open a path': ({ files }) => `for path in ${quoted(files)}:
    try: print(open(path).read())
    except OSError as error: print(type(error).__name__)`,
    'os.open and io.FileIO': ({ files }) => `import io, os
for path in ${quoted(files)}:
    for opened in (lambda: os.read(os.open(path, os.O_RDONLY), 1000), lambda: io.FileIO(path).read(), lambda: io.open_code(path).read()):
        try: print(opened())
        except OSError as error: print(type(error).__name__)`,
    'see that a file is there': ({ files }) => `import os
for path in ${quoted(files)}:
    if os.path.exists(path) or os.path.lexists(path): reached(path)`,
    'climb out with ..': ({ files }) => `import os
for path in ${quoted(files)}:
    for depth in (1, 5, 20, 200):
        try: print(open('../' * depth + path.lstrip('/')).read())
        except OSError as error: print(type(error).__name__)
    try: os.chdir('/..'); print(open(path).read())
    except OSError as error: print(type(error).__name__)`,
    'a symbolic link': ({ files, folder }) => `import os
for number, path in enumerate(${quoted([...files, folder])}):
    try:
        os.symlink(path, f'link{number}')
        print(open(f'link{number}').read())
    except OSError as error: print(type(error).__name__)
    try: open(f'link{number}/reached', 'w').write('x')
    except OSError as error: print(type(error).__name__)`,
    'a hard link': ({ files }) => `import os
for number, path in enumerate(${quoted(files)}):
    try:
        os.link(path, f'hard{number}')
        print(open(f'hard{number}').read())
    except (OSError, AttributeError) as error: print(type(error).__name__)`,
    'the root and the file descriptors of other processes': ({ files, hostPid, siblingPid }) => `import os
for pid in ('self', 1, os.getppid(), ${hostPid}, ${siblingPid}):
    for path in ${quoted(files)}:
        for way in (f'/proc/{pid}/root{path}', f'/proc/{pid}/cwd/{path}'):
            try: print(open(way).read())
            except OSError as error: print(type(error).__name__)
    for number in range(30):
        try: print(os.readlink(f'/proc/{pid}/fd/{number}'))
        except OSError: pass`,
    'file descriptors that are open already': ({ folder }) => `import os
for number in range(256):
    try: os.stat(f'/proc/self/fd/{number}')
    except OSError: continue
    for path in ('..', '../..', ${quoted(folder)}):
        try: os.close(os.open(path + '/reached', os.O_CREAT | os.O_WRONLY, dir_fd=number))
        except (OSError, NotImplementedError, ValueError) as error: print(number, type(error).__name__)`,
    'write into a folder of the host': ({ folder }) => `import os
try: open(${quoted(`${folder}/reached`)}, 'w').write('x')
except OSError as error: print(type(error).__name__)
try: os.makedirs(${quoted(`${folder}/reached`)})
except OSError as error: print(type(error).__name__)`,
    'rename and copy into a folder of the host': ({ folder }) => `import os, shutil
open('mine', 'w').write('x')
for way in (os.rename, os.replace, shutil.copy, shutil.move):
    try: way('mine', ${quoted(`${folder}/reached`)})
    except OSError as error: print(type(error).__name__)`,
    'alter and remove a file of the host': ({ files }) => `import os, shutil
for path in ${quoted(files)}:
    for way in (os.remove, lambda p: os.chmod(p, 0), lambda p: os.truncate(p, 0), lambda p: open(p, 'r+').write('altered'), lambda p: shutil.rmtree(os.path.dirname(p))):
        try: way(path)
        except OSError as error: print(type(error).__name__)`,
    'temporary files': ({ folder }) => `import tempfile
try:
    with tempfile.NamedTemporaryFile(dir=${quoted(folder)}, delete=False) as file: file.write(b'reached')
except OSError as error: print(type(error).__name__)
tempfile.tempdir = ${quoted(folder)}
try: tempfile.mkdtemp()
except OSError as error: print(type(error).__name__)`,
    'modules that read files': ({ files }) => `import fileinput, glob, linecache, runpy, tokenize, zipimport
for path in ${quoted(files)}:
    for way in (lambda: list(fileinput.input(path)), lambda: linecache.getlines(path), lambda: runpy.run_path(path), lambda: tokenize.open(path).read(), lambda: glob.glob(path[:-5] + '*')):
        try:
            if got := way(): print(got)
        except BaseException as error: print(type(error).__name__)`,
    'a database and a memory map': ({ files, folder }) => `import dbm, mmap, os, sqlite3
for path in ${quoted(files)}:
    try: print(mmap.mmap(os.open(path, os.O_RDONLY), 0, access=mmap.ACCESS_READ)[:])
    except Exception as error: print(type(error).__name__)
try: sqlite3.connect(${quoted(`${folder}/reached`)}).execute('create table t(a)')
except Exception as error: print(type(error).__name__)
try: sqlite3.connect(':memory:').execute("attach database '${folder}/attached' as other")
except Exception as error: print(type(error).__name__)`,
    devices: `import os
for name in sorted(os.listdir('/dev')):
    if name in ('null', 'zero', 'full', 'host', 'shm', 'pts', 'fd'): continue
    for flags in (os.O_RDONLY | os.O_NONBLOCK, os.O_WRONLY | os.O_NONBLOCK):
        try:
            descriptor = os.open('/dev/' + name, flags)
            if flags & os.O_WRONLY: os.write(descriptor, b'{"type":"ready"}\\n')
            else: os.read(descriptor, 64)
            os.close(descriptor)
        except OSError as error: print(name, error)`,
    terminals: `import os, pty, termios
for name in ('/dev/tty', '/dev/tty1', '/dev/console', '/dev/ptmx'):
    try:
        descriptor = os.open(name, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        os.write(descriptor, b'no line end')
        os.read(descriptor, 10)
    except OSError as error: print(name, error)
for way in (os.openpty, lambda: os.ttyname(0), lambda: termios.tcgetattr(0)):
    try: way()
    except Exception as error: print(type(error).__name__)`,
  },
);
