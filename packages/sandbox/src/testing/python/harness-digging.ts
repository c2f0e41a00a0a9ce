import { attackGroup } from '../attack.ts';

/** Digs for the functions that run the code, which share its interpreter. Once committed, this may falsify its session. */
export const harnessDigging = attackGroup(
  { language: 'python', category: 'the harness', mustNot: 'alter another candidate’s result', branchOnly: true },
  {
    'globals of final_answer': `scope = final_answer.__globals__
for name in list(scope):
    if name not in ('__builtins__',) and not callable(scope[name]): scope[name] = None
for name in ('execute', 'dispatch', 'evaluate', 'prepare', 'settle', 'describe_error', 'encode', 'quote', 'scan', 'clip'):
    if name in scope: scope[name] = lambda *what: '{"status":"ok","stdout":"forged"}'`,
    'frames below the code': `import sys
frame = sys._getframe()
while frame is not None:
    for name in list(frame.f_globals):
        if not name.startswith('__'): frame.f_globals[name] = None
    for name in list(frame.f_locals):
        try: frame.f_locals[name] = 'forged'
        except Exception: pass
    frame = frame.f_back`,
    'frames of a traceback': `try: echo(text=object())
except BaseException as error:
    trace = error.__traceback__
    while trace is not None:
        trace.tb_frame.f_globals['print'] = trace.tb_frame.f_globals['quote'] = lambda *what: '"forged"'
        trace.tb_frame.f_builtins['len'] = lambda *what: 42
        trace = trace.tb_next`,
    'closures and globals of the tools': `for function in (echo, store, inspect_value):
    function.__code__ = (lambda text=None, value=None: 'forged').__code__
    function.__globals__['__call'] = lambda *what: 'forged'
    function.__defaults__ = ('x',)
    function.__doc__ = 'forged'`,
    'all functions that the collector knows': `import gc, types
def forged(*what): return 'forged'
gc.unfreeze() if hasattr(gc, 'unfreeze') else None
for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType) and thing.__module__ in ('agentd', '__main__') and thing is not forged and not thing.__closure__: thing.__code__ = forged.__code__`,
    'all dictionaries that the collector knows': `import gc
for thing in gc.get_objects():
    if isinstance(thing, dict) and 'dispatch' in thing and 'execute' in thing: thing.clear()
    if isinstance(thing, dict) and 'final_answer' in thing: thing['final_answer'] = None`,
    'classes of the harness': `import gc
for thing in gc.get_objects():
    if isinstance(thing, type) and thing.__module__ == 'agentd':
        for name in list(vars(thing)):
            try: delattr(thing, name)
            except Exception: pass`,
    'a final answer without a call': `state = final_answer.__globals__.get('state')
if state is not None:
    state.answer = ('forged', '"forged"')
    state.step = -10 ** 6
    state.limit = 10 ** 9
    state.protocol = {}`,
    'types of the harness’s errors': `import builtins, gc
for thing in gc.get_objects():
    if isinstance(thing, type) and thing.__name__ == 'FinalAnswerGiven':
        for _ in range(3):
            try: raise thing()
            except BaseException as error: print(type(error).__name__)
        raise thing()`,
    'references counted wrongly': `import gc, sys
frozen = gc.get_freeze_count()
gc.unfreeze()
gc.freeze()
gc.collect()
print(frozen)`,
  },
);
