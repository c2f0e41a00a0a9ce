import { attackGroup } from '../attack.ts';

/** Fills the file system, or makes its tables grow. */
export const fileFloods = attackGroup(
  {
    language: 'python',
    category: 'floods of files',
    mustNot: 'fill the disk or the memory of the host by files',
    limitMs: 250,
  },
  {
    'a big file': {
      code: `try:
    with open('big', 'wb', 0) as file:
        for _ in range(2000): file.write(bytes(10 ** 6))
    reached('2 GB')
except OSError as error: print(type(error).__name__)`,
    },
    'many small files': `import os
try:
    for n in range(10 ** 6): os.close(os.open(f'small{n}', os.O_CREAT))
    reached('a million files')
except OSError as error: print(n)`,
    'a file that is mostly a hole': `import os
for size in (2 ** 31, 2 ** 40, 2 ** 62):
    try:
        with open('sparse', 'wb') as file:
            file.seek(size)
            file.write(b'x')
    except (OSError, OverflowError) as error: print(type(error).__name__)
    try: os.truncate('sparse', size)
    except (OSError, OverflowError) as error: print(type(error).__name__)`,
    'files that are removed while they are open': `import os
held = []
try:
    for n in range(100):
        file = open(f'gone{n}', 'wb', 0)
        os.remove(f'gone{n}')
        held.append(file)
        for _ in range(20): file.write(bytes(10 ** 6))
    reached('2 GB')
except OSError as error: print(type(error).__name__)`,
    'files with names of the file system’s own objects': `import os
for name in ('__proto__', 'constructor', 'hasOwnProperty', 'toString', '__defineGetter__', 'length'):
    try:
        open(name, 'w').write('hidden')
        os.mkdir('/tmp/' + name)
        open(f'/tmp/{name}/{name}', 'w').write('hidden')
    except OSError as error: print(name, type(error).__name__)`,
    'files hidden from the count': `import os
try:
    os.mkdir('__proto__')
    for n in range(100): open(f'__proto__/{n}', 'wb', 0).write(bytes(2 * 10 ** 7))
    reached('2 GB')
except OSError as error: print(type(error).__name__)`,
    'long names': `import os
for size in (300, 5000, 10 ** 6, 10 ** 7):
    for n in range(10):
        for way in (lambda name: open('/tmp/' + name, 'w').close(), lambda name: os.mkdir(name), lambda name: os.rename('kept.txt', name), lambda name: os.symlink('kept.txt', name)):
            try:
                way(str(n) + 'a' * size)
                if size > 10 ** 5: reached(size)
            except OSError as error: pass`,
    'long links': `import os
for n in range(20):
    try:
        os.symlink('a' * 10 ** 7, f'link{n}')
        reached('a link of 10 MB')
    except OSError as error: print(type(error).__name__)`,
    'deep folders': `import os
try:
    for n in range(3000):
        os.mkdir('d')
        os.chdir('d')
except OSError as error: print(n, type(error).__name__)`,
    'deep folders, put together': `import os
for n in range(40):
    try:
        os.makedirs(f't{n}/' + '/'.join('d' * 60))
        if n: os.rename(f't{n - 1}', f't{n}/' + '/'.join('d' * 60) + '/t')
    except OSError as error: print(n, type(error).__name__)`,
    'links in a circle': `import os
os.symlink('one', 'two')
os.symlink('two', 'one')
os.symlink('.', 'self')
for path in ('one', 'self/' * 200 + 'one', 'self/' * 2000):
    try: open(path)
    except OSError as error: print(type(error).__name__)`,
    'open files': `import os
held = []
try:
    while True: held.append(os.open('kept.txt', os.O_RDONLY))
except OSError as error: print(len(held))`,
    'descriptors closed and replaced': `import os
for n in range(64):
    try: os.close(n)
    except OSError: pass
os.open('kept.txt', os.O_RDONLY)
for n in range(3):
    try: os.dup2(0, n)
    except OSError: pass
print('still here')`,
    pipes: `import os
pipes = []
try:
    while len(pipes) < 2000: pipes.append(os.pipe())
except OSError as error: print(len(pipes), type(error).__name__)
for _, end in pipes[:3]:
    os.set_blocking(end, False)
    try:
        while True: os.write(end, bytes(65536))
    except OSError as error: print(type(error).__name__)`,
    'folders removed, renamed and made read-only': `import os, shutil
for path in ('/', '/tmp', '/dev', '/lib', os.getcwd()):
    for way in (lambda: os.chmod(path, 0), lambda: os.rename(path, '/elsewhere'), lambda: shutil.rmtree(path, ignore_errors=True)):
        try: way()
        except OSError as error: print(path, type(error).__name__)`,
    'the libraries overwritten': `import os, sys
for entry in [*sys.path, os.__file__, sys.executable]:
    for way in (lambda: open(entry, 'r+b').write(b'x' * 1000), lambda: os.truncate(entry, 0), lambda: os.remove(entry), lambda: open(os.path.join(entry, 'json.py'), 'w').write('reached')):
        try: way()
        except OSError as error: print(type(error).__name__)`,
    'times from before and after all time': `import os
for moment in (-2 ** 62, -1, 2 ** 62, float('inf')):
    try: os.utime('kept.txt', (moment, moment))
    except (OSError, OverflowError, ValueError) as error: print(type(error).__name__)`,
  },
);
