"""Takes the ways to the host out of Python's sight. What holds is the locked import boundary; this gives clear errors."""

import asyncio
import os
import posix
import sys
import time
import warnings


class HostModules:
    names = frozenset(('js', 'pyodide_js', 'pyodide', '_pyodide', '_pyodide_core', 'micropip', 'ctypes', '_ctypes'))

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition('.')[0] in cls.names:
            message = "The module '" + name + "' reaches outside the sandbox and cannot be imported."
            raise SandboxImportError(message, name=name)
        return None


class SandboxLoop(asyncio.BaseEventLoop):
    """An event loop without sockets: tasks and timers only."""

    def __init__(self):
        super().__init__()
        self._selector = self

    def select(self, timeout):
        if timeout is not None and timeout > 0:
            time.sleep(timeout)
        return []

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class SandboxLoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = SandboxLoop


def refuse_system(command):
    raise SandboxError('os.system is not available: the sandbox cannot start programs')


def of_pyodide(finder):
    return type(finder).__module__.startswith('_pyodide')


def seal():
    # A warning is no output: it would make equal candidates differ, and fill the observation.
    warnings.simplefilter('ignore')
    os.system = posix.system = refuse_system
    for name in list(sys.modules):
        if name.partition('.')[0] in HostModules.names:
            del sys.modules[name]
    sys.meta_path[:] = [HostModules, *[finder for finder in sys.meta_path if finder is not HostModules and not of_pyodide(finder)]]
    sys.modules['__main__'] = main
    # Emscripten tells where the program that runs it lies on the host.
    sys.executable = sys._base_executable = ''
    sys.orig_argv = ['']
    # Pyodide's own event loop, run() and sleep() wait for JavaScript's event loop, which never turns here.
    asyncio.events._set_event_loop_policy(SandboxLoopPolicy())
    asyncio.events._set_running_loop(None)
    asyncio.run = getattr(asyncio.run, '__wrapped__', asyncio.run)
    time.sleep = getattr(time.sleep, '__wrapped__', time.sleep)
