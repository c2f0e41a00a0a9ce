import { attackGroup } from '../attack.ts';

/** Where the interpreter is WebAssembly, there are no programs: starting one would have left it. */
const started = "def started(*what):\n    import sys\n    if sys.platform == 'emscripten': reached(*what)\n";

/** Starts programs, and aims at the processes that are there. */
export const processes = attackGroup(
  { language: 'python', category: 'processes', mustNot: 'start a program on the host, or reach one of its processes' },
  {
    'os.system': ({ folder }) => `${started}import os
if os.system('env; touch ${folder}/reached; cat /proc/*/environ') == 0: started()`,
    'posix.system, found again': ({ folder }) => `${started}import _imp, types
posix = _imp.create_builtin(types.SimpleNamespace(name='posix', origin='built-in', loader=None))
if posix.system('touch ${folder}/reached') == 0: started()`,
    subprocess: ({ folder }) => `${started}import subprocess
for command in (['env'], ['/usr/bin/env'], ['sh', '-c', 'cat /proc/*/environ; touch ${folder}/reached']):
    try:
        print(subprocess.run(command, capture_output=True, timeout=3))
        started()
    except Exception as error: print(type(error).__name__)`,
    'os.popen': ({ folder }) => `${started}import os
try: print(os.popen('env; touch ${folder}/reached').read())
except Exception as error: print(type(error).__name__)`,
    posix_spawn: `${started}import os
started(os.posix_spawn('/usr/bin/env', ['env'], {}))`,
    fork: `${started}import os
child = os.fork()
if child == 0: os._exit(0)
started(child)
os.waitpid(child, 0)`,
    'fork and live on': {
      code: `import os, time
if os.fork() == 0:
    time.sleep(600)`,
      limitMs: 500,
    },
    'leave the process group and live on': `import os, time
for way in (os.setsid, lambda: os.setpgid(0, 0)):
    try: way()
    except (OSError, AttributeError) as error: print(type(error).__name__)
if os.fork() == 0:
    if os.fork() == 0: time.sleep(600)
    os._exit(0)`,
    'a bomb of forks': {
      code: `import os
while True:
    try: os.fork()
    except OSError: pass`,
      limitMs: 500,
    },
    exec: {
      code: `import os
for way in (lambda: os.execv('/usr/bin/env', ['env']), lambda: os.execvp('env', ['env']), lambda: os.execve('/bin/sh', ['sh', '-c', 'env'], {})):
    try: way()
    except OSError as error: print(type(error).__name__)`,
      mayLoseSession: true,
    },
    'signal a sibling': ({ siblingPid }) => `import os, signal
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL):
    for way in (os.kill, os.killpg):
        try: way(${siblingPid}, number)
        except (OSError, AttributeError) as error: print(type(error).__name__)`,
    'signal the host': ({ hostPid }) => `import os, signal
for number in (signal.SIGTERM, signal.SIGKILL):
    try: os.kill(${hostPid}, number)
    except OSError as error: print(type(error).__name__)`,
    'signal the parent and everyone': {
      code: `import os, signal
for target in (os.getppid(), 1, 0, -1):
    try: os.kill(target, signal.SIGKILL)
    except OSError as error: print(type(error).__name__)`,
      mayLoseSession: true,
    },
    'signal itself': {
      code: 'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nos.kill(os.getpid(), signal.SIGSTOP)',
      limitMs: 1_000,
    },
    'stop the parent': {
      code: 'import os, signal\ntry: os.kill(os.getppid(), signal.SIGSTOP)\nexcept OSError as error: print(type(error).__name__)',
      mayLoseSession: true,
    },
    'a debugger on a sibling': ({ siblingPid, hostPid }) => `import ctypes
library = ctypes.CDLL(None)
for pid in (${siblingPid}, ${hostPid}):
    for request in (16, 0x4206): print(library.ptrace(request, pid, 0, 0))
    words = (ctypes.c_char * 4096)()
    print(library.process_vm_readv(pid, words, 1, words, 1, 0))`,
    'priorities and limits of others': ({ hostPid, siblingPid }) => `import os, resource
for pid in (${hostPid}, ${siblingPid}, os.getppid()):
    for way in (lambda: os.setpriority(os.PRIO_PROCESS, pid, 19), lambda: os.sched_setaffinity(pid, {0}), lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1))):
        try:
            way()
            if pid != os.getppid(): reached(pid)
        except Exception as error: print(type(error).__name__)`,
    'other users': `import os
for way in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.chroot('/proc/1/root'), lambda: os.unshare(0x10000000)):
    try: way()
    except Exception as error: print(type(error).__name__)
print(open('/etc/shadow').read())`,
    multiprocessing: `${started}import multiprocessing
worker = multiprocessing.Process(target=print)
worker.start()
worker.join(2)
started()`,
    'programs behind modules': ({ folder }) => `${started}import webbrowser, uuid, platform, pydoc, antigravity
webbrowser.register('any', None, webbrowser.GenericBrowser(['touch', '${folder}/reached']))
if webbrowser.open('http://127.0.0.1/'): started()
print(uuid.getnode(), platform.processor())
pydoc.pipepager('text', 'touch ${folder}/reached')`,
    'a device that runs programs': ({ folder }) => `import os
for path, text in (('/proc/sys/kernel/core_pattern', '|/bin/touch ${folder}/reached'), ('/proc/sysrq-trigger', 'b'), ('/sys/kernel/uevent_helper', '/bin/true')):
    if not os.path.exists(path): continue
    try:
        open(path, 'w').write(text)
        reached(path)
    except OSError as error: print(type(error).__name__)`,
  },
);
