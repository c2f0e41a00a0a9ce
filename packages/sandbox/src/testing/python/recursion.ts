import { attackGroup } from '../attack.ts';

/** Runs out of stack, in Python and in C. */
export const recursion = attackGroup(
  { language: 'python', category: 'recursion', mustNot: 'end the interpreter by running out of stack', limitMs: 1_000 },
  {
    'a function that calls itself': 'def again(n): return again(n + 1) + 1\nagain(0)',
    'without a limit': 'import sys\nsys.setrecursionlimit(10**9)\ndef again(n): return again(n + 1) + 1\nagain(0)',
    'caught on every level': `def again():
    try: again()
    except RecursionError: again()
    finally: pass
again()`,
    'nested lists, printed': 'nested = []\nfor _ in range(200_000): nested = [nested]\nprint(nested)',
    'nested lists, compared and copied': `import copy
def nest():
    nested = []
    for _ in range(100_000): nested = [nested]
    return nested
for way in (lambda: nest() == nest(), lambda: copy.deepcopy(nest()), lambda: hash(tuple(nest()))):
    try: way()
    except BaseException as error: print(type(error).__name__)`,
    'nested JSON, read': 'import json\njson.loads("[" * 500_000)',
    'nested JSON, written': `import json
nested = {}
for _ in range(200_000): nested = {'a': nested}
json.dumps(nested)`,
    'nested pickle': `import pickle
nested = []
for _ in range(100_000): nested = [nested]
pickle.dumps(nested)`,
    'nested code': `for text in ('(' * 100_000, '[' * 5000 + ']' * 5000, '-' * 200_000 + '1', 'x' + '.a' * 100_000, 'if 1:\\n' * 10, '+'.join(['1'] * 200_000), 'a = ' * 100_000 + '1', 'f(' * 3000 + ')' * 3000):
    try: compile(text, 'text', 'exec')
    except BaseException as error: print(type(error).__name__)`,
    'a tree of code built by hand': `import ast
node = ast.Constant(1)
for _ in range(100_000): node = ast.UnaryOp(ast.USub(), node)
compile(ast.Expression(node), 'tree', 'eval')`,
    'a repr that calls itself': 'class Thing:\n    def __repr__(self): return repr(self)\nThing()',
    'a repr of the answer that calls itself': {
      code: 'class Thing:\n    def __str__(self): return str(self)\nfinal_answer(Thing())',
      truth: { status: ['ok', 'runtime-error', 'memory'] },
    },
    'generators in generators': `def chain(n, inner): yield from inner
generator = iter([1])
for n in range(100_000): generator = chain(n, generator)
list(generator)`,
    'iterators in iterators': `import itertools
iterator = iter([1])
for _ in range(300_000): iterator = itertools.chain(iterator, iterator)
try: list(itertools.islice(iterator, 10))
finally: del iterator`,
    'filters in filters': 'thing = iter([1])\nfor _ in range(300_000): thing = filter(None, thing)\nlist(thing)',
    'exceptions in exceptions': `error = ValueError('innermost')
for _ in range(200_000):
    outer = ValueError('outer')
    outer.__cause__ = error
    error = outer
raise error`,
    'objects that are freed one inside the other':
      'class Node: pass\nnode = None\nfor _ in range(300_000):\n    outer = Node()\n    outer.inner = node\n    node = outer\ndel node, outer',
    'attributes that look themselves up':
      'class Thing:\n    def __getattr__(self, name): return getattr(self, name + "a")\nThing().x',
    'comparison with itself': 'class Thing:\n    def __eq__(self, other): return other == self\nThing() == Thing()',
    'a class that is its own instance check': `class Meta(type):
    def __instancecheck__(self, thing): return isinstance(thing, self)
class Thing(metaclass=Meta): pass
isinstance(1, Thing)`,
    'nested patterns': `import re
for text in ('(' * 20_000 + ')' * 20_000, '(?:' * 5000 + 'a' + ')*' * 5000, '(a|' * 3000 + ')' * 3000):
    try: re.compile(text)
    except BaseException as error: print(type(error).__name__)`,
    'imports that import each other': `for name, other in (('first_of_two', 'second_of_two'), ('second_of_two', 'first_of_two')):
    open(name + '.py', 'w').write(f'import importlib, sys\\nsys.modules.pop({other!r}, None)\\nimport {other}')
import first_of_two`,
    'formatting of formats': `class Thing:
    def __format__(self, spec): return f'{self:{spec}}'
f'{Thing():x}'`,
    'tracing of the tracer': `import sys
def tracer(frame, event, argument):
    sys.settrace(tracer)
    helper()
    return tracer
def helper(): return helper()
sys.settrace(tracer)
helper()`,
  },
);
