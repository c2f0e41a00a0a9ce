import { attackGroup } from '../attack.ts';

const ended = { status: ['timeout', 'memory', 'runtime-error'] } as const;

/** Runs on, and holds on to whatever would stop it. */
export const stubborn = attackGroup(
  {
    language: 'python',
    category: 'stubborn runaways',
    mustNot: 'go on by catching what stops it',
    limitMs: 100,
    truth: ended,
  },
  {
    'tool calls without an end':
      "while True:\n    try:\n        echo(text='x')\n        echo(text='y' * 200_000)\n    except BaseException: pass",
    'except BaseException': 'while True:\n    try:\n        while True: pass\n    except BaseException: continue',
    finally: 'def f():\n    while True:\n        try:\n            while True: pass\n        finally: continue\nf()',
    'a generator that will not close': `def generate():
    while True:
        try: yield 1
        except BaseException: pass
generator = generate()
next(generator)
while True:
    try: generator.throw(KeyboardInterrupt)
    except BaseException: pass`,
    'a context manager that swallows': `class Swallow:
    def __enter__(self): return self
    def __exit__(self, *what): return True
while True:
    with Swallow():
        while True: pass`,
    'handlers of signals that do nothing': `import signal
for number in signal.valid_signals():
    try: signal.signal(number, lambda *what: None)
    except (OSError, ValueError, RuntimeError): pass
while True: pass`,
    'blocked signals': `import signal
try: signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
except AttributeError: pass
while True: pass`,
    'a trace function': `import sys
def trace(frame, event, argument): return trace
sys.settrace(trace)
sys.setprofile(trace)
while True: len('x')`,
    'sys.monitoring': `import sys
sys.monitoring.use_tool_id(2, 'stubborn')
sys.monitoring.register_callback(2, sys.monitoring.events.LINE, lambda *what: None)
sys.monitoring.set_events(2, sys.monitoring.events.LINE)
while True: len('x')`,
    'the hook for uncaught errors': `import sys
def again(*what):
    while True: pass
sys.excepthook = sys.unraisablehook = sys.displayhook = again
raise ValueError`,
    'an audit hook': `import sys
def hook(event, arguments):
    while True: pass
sys.addaudithook(hook)
open('kept.txt')`,
    'callbacks of the collector': `import gc
def callback(phase, info):
    while True: pass
gc.callbacks.append(callback)
gc.collect()`,
    'callbacks of weak references': `import weakref
class Thing: pass
def callback(reference):
    while True: pass
thing = Thing()
reference = weakref.ref(thing, callback)
del thing`,
    'destructors that make new objects': `class Thing:
    def __del__(self):
        try:
            while True: pass
        except BaseException: Thing()
Thing()
while True: Thing()`,
    'functions for the exit that never end': `import atexit, os
def again():
    while True: pass
atexit.register(again)
try: atexit._run_exitfuncs()
finally: again()`,
    threads: `import threading, _thread
def again():
    while True: pass
for way in (lambda: threading.Thread(target=again).start(), lambda: _thread.start_new_thread(again, ()), lambda: threading.Timer(0, again).start()):
    try: way()
    except RuntimeError as error: print(error)
again()`,
    'pools of threads and processes': `import concurrent.futures, time
for kind in (concurrent.futures.ThreadPoolExecutor, concurrent.futures.ProcessPoolExecutor):
    try: kind().submit(time.sleep, 3600).result()
    except BaseException as error: print(type(error).__name__)
while True: pass`,
    'tasks that will not be cancelled': `import asyncio
async def stubborn():
    while True:
        try: await asyncio.sleep(0)
        except BaseException: pass
asyncio.run(stubborn())`,
    'an event loop that never ends': `import asyncio
loop = asyncio.new_event_loop()
def again(): loop.call_soon(again)
again()
loop.run_forever()`,
    'timers of the event loop': `import asyncio
loop = asyncio.new_event_loop()
def again(): loop.call_later(0, again); loop.call_later(0, again)
again()
loop.run_forever()`,
    'a handler of the event loop’s errors': `import asyncio
loop = asyncio.new_event_loop()
def handler(loop, context):
    while True: pass
loop.set_exception_handler(handler)
loop.call_soon(lambda: 1 / 0)
loop.run_forever()`,
  },
);
