"""The process that all states descend from. It never runs the agent's code."""

import _socket
import builtins
import fcntl
import gc
import importlib
import json
import os
import resource
import signal
import site
import sys

import kernel
import seccomp


def tether(lifeline):
    """The kernel kills this process and all that descend from it when the broker ends, however it ends."""
    os.setpgid(0, 0)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_RDONLY | os.O_ASYNC)


def limit(settings):
    with open('/proc/self/statm') as file:
        present = int(file.read().split()[0]) * resource.getpagesize()
    for kind, value in (
        (resource.RLIMIT_AS, present + settings['memoryLimitBytes']),
        (resource.RLIMIT_FSIZE, settings['fileQuotaBytes']),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def limit_processes(most):
    """Where nobody is asked for new processes: a bound for all states together. Linux counts them apart from 5.14 on."""
    release = tuple(int(part) for part in os.uname().release.split('.')[:2] if part.isdigit())
    if release >= (5, 14):
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def preload(names):
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            return 'the package %s cannot be imported: %s' % (name, error)
    return None


def load_harness(settings, lifeline):
    """The harness has builtins of its own: the agent's code cannot reach those that it uses."""
    scope = {'__builtins__': dict(builtins.__dict__), '__name__': 'agentd', 'distributed': frozenset()}
    scope.update(file_quota=settings['fileQuotaBytes'], lifeline=lifeline)
    for path in settings['harness']:
        with open(path, encoding='utf-8') as file:
            name = os.path.basename(path)[:-3]
            # Frames under these names are left out of tracebacks.
            shown = '<seal>' if '/native/' in path else '<' + name + '>'
            exec(compile(file.read(), shown, 'exec', dont_inherit=True), scope)
    return scope['serve']


def clean_up(own_folder):
    """Leaves nothing of this program for the agent's code to find."""
    for name, module in list(sys.modules.items()):
        if os.path.dirname(getattr(module, '__file__', None) or '') == own_folder:
            del sys.modules[name]
    sys.argv[:] = sys.orig_argv[:] = ['']
    sys.path.insert(0, '')
    gc.collect()
    # What is there now stays: the collector need not touch, and so copy, its memory.
    gc.freeze()


def run(settings, own_folder, end, lifeline):
    """Becomes the zygote. end: its end of the channel, by which it sends the filter's listener and then serves."""
    link = _socket.socket(fileno=end)

    def tell(text, descriptors=()):
        data = text.encode('ascii')
        rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, b''.join(n.to_bytes(4, sys.byteorder) for n in descriptors))]
        link.sendmsg([len(data).to_bytes(4, 'little') + data], rights if descriptors else [])

    for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL if number == signal.SIGINT else signal.SIG_IGN)
    tether(lifeline)
    site.setquit()
    site.setcopyright()
    site.sethelper()
    fault = preload(settings['preload'])
    if fault is not None:
        return tell(json.dumps({'failed': fault}))
    serve = load_harness(settings, lifeline)
    limit(settings)
    kernel.drop_rights()
    listener = seccomp.install() if settings['seccomp'] else None
    if listener is None:
        limit_processes(settings['maxThreads'] + 256)
    clean_up(own_folder)
    tell('{"open":[]}', () if listener is None else (listener,))
    if listener is not None:
        os.close(listener)
    serve(link)
