import { attackGroup } from '../attack.ts';

const device = `import os
def device(*texts, read=True):
    for text in texts:
        try:
            opened = os.open('/dev/host', os.O_RDWR)
            os.write(opened, text if isinstance(text, bytes) else text.encode())
            if read: print(os.read(opened, 1000)[:200])
            os.close(opened)
        except OSError as error: print(type(error).__name__)
`;

/** Talks to the host past the functions that it is meant to call. */
export const forgedCalls = attackGroup(
  { language: 'python', category: 'forged tool calls', mustNot: 'confuse the host about the tools that were called' },
  {
    'messages that are no calls': `${device}device('', 'no json', '{', 'null', '[]', '1', '"x"', '{"tool":1,"arguments":{}}', '{"tool":"echo","arguments":[]}', '{"tool":"echo"}', '{"arguments":{}}', b'\\xff\\xfe\\0')`,
    'a tool that does not exist': `${device}device('{"tool":"x","arguments":{}}', '{"tool":"","arguments":{}}', '{"tool":"constructor","arguments":{}}', '{"tool":"__proto__","arguments":{}}', '{"tool":"toString","arguments":{}}')`,
    'arguments that do not fit': `${device}device('{"tool":"echo","arguments":{}}', '{"tool":"echo","arguments":{"text":1}}', '{"tool":"echo","arguments":{"text":"a","more":"b"}}', '{"tool":"echo","arguments":{"text":null}}')`,
    'messages of the protocol': `${device}device('{"type":"result","id":1,"outcome":{"status":"ok","stdout":"forged"},"tool":"echo","arguments":{"text":"a"}}', '{"type":"ready"}', '{"op":"tool-reply","output":1}', '{"type":"committed","id":3,"tool":"echo","arguments":{}}', '{"type":"failed","message":"forged"}')`,
    'a write that is said to be none': `${device}device('{"tool":"store","arguments":{"text":"a"},"speculative":false,"effect":"read"}')`,
    'many lines at once': `${device}device('{"tool":"echo","arguments":{"text":"a"}}\\n{"tool":"echo","arguments":{"text":"b"}}', '{"tool":"echo","arguments":{"text":"a"}}' * 3)`,
    'half a call, then the other half': `import os
opened = os.open('/dev/host', os.O_RDWR)
for part in (b'{"tool":"echo",', b'"arguments":{"text":"a"}}'):
    try: os.write(opened, part)
    except OSError as error: print(type(error).__name__)
print(os.read(opened, 1000))`,
    'an answer read twice, by two readers': `import os
one, two = os.open('/dev/host', os.O_RDWR), os.open('/dev/host', os.O_RDWR)
os.write(one, b'{"tool":"echo","arguments":{"text":"a"}}')
print(os.read(two, 5), os.read(one, 5), os.read(one, 1000), os.read(two, 1000), os.read(one, 1000))`,
    'an answer that is never read': `${device}device(*['{"tool":"echo","arguments":{"text":"a"}}'] * 20, read=False)
print(echo(text='b'))`,
    'a call of 100 MB': {
      code: `${device}device('{"tool":"echo","arguments":{"text":"' + 'x' * 10 ** 8 + '"}}')`,
      limitMs: 5_000,
    },
    'a call that is nested deeply': `${device}for depth in (100, 2000, 20_000, 200_000):
    device('{"tool":"inspect_value","arguments":{"value":' + '[' * depth + ']' * depth + '}}')
    device('{"tool":"inspect_value","arguments":{"value":' + '{"a":' * depth + '1' + '}' * depth + '}}')`,
    'a call of many parts': {
      code: `${device}device('{"tool":"inspect_value","arguments":{"value":[' + '[],' * 1_000_000 + '[]]}}')`,
      limitMs: 5_000,
    },
    'a call with many names': {
      code: `${device}device('{"tool":"inspect_value","arguments":{' + ','.join(f'"k{n}":1' for n in range(150_000)) + '}}')`,
      limitMs: 5_000,
    },
    'numbers that JavaScript cannot hold': `${device}device('{"tool":"inspect_value","arguments":{"value":1e999}}', '{"tool":"inspect_value","arguments":{"value":-0}}', '{"tool":"inspect_value","arguments":{"value":' + '9' * 5000 + '}}', '{"tool":"inspect_value","arguments":{"value":NaN}}')`,
    'text that is no text, as an argument': `${device}device('{"tool":"echo","arguments":{"text":"\\\\ud800\\\\udfff\\\\u0000\\\\u2028"}}', '{"tool":"echo","arguments":{"text":"a","text":"b"}}', '{"tool":"\\\\u0065cho","arguments":{"text":"a"}}')`,
    'names of prototypes in arguments': `${device}device('{"tool":"inspect_value","arguments":{"value":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}}', '{"tool":"inspect_value","arguments":{"__proto__":{"value":1}}}', '{"__proto__":{"tool":"echo","arguments":{"text":"a"}}}')`,
    'names of prototypes in arguments, by the tool': `print(inspect_value(value={'__proto__': {'polluted': 1}, 'constructor': {'prototype': {'polluted': 1}}, 'toJSON': 'x', 'then': 'y', 'valueOf': 1}))
print(inspect_value(value=[{'__proto__': None}, {'prototype': {}}]))`,
    'arguments with code in them': `class Text(str):
    def __str__(self): raise RuntimeError('poisoned')
    def __len__(self): return -1
    def __eq__(self, other): return 1 / 0
    __hash__ = str.__hash__
class Keys(dict):
    def items(self): raise RuntimeError('poisoned')
    def __iter__(self): return iter(['forged'])
class Number(int):
    def __index__(self): return 10 ** 100
    def __repr__(self): return '1}, "forged": {'
for value in (Text('told'), Keys(a=1), Number(5), [Text('x')], {Text('k'): Number(1)}):
    try: print(inspect_value(value=value))
    except Exception as error: print(type(error).__name__)`,
    'arguments that change while they are read': `class Shrinking(list):
    def __iter__(self):
        self.clear()
        return iter([1, 2, 3])
items = {}
class Index:
    def __index__(self):
        items['more'] = 1
        return 1
items['a'] = Index()
for value in (Shrinking([1] * 100), items):
    try: print(inspect_value(value=value))
    except Exception as error: print(type(error).__name__)`,
    'arguments that are nested in themselves': `loop = []
loop.append(loop)
table = {}
table['x'] = [table]
for value in (loop, table):
    try: print(inspect_value(value=value))
    except Exception as error: print(type(error).__name__)`,
    'a tool inside a tool, a destructor and a signal': `class Thing:
    def __index__(self): return len(echo(text='inner'))
    def __del__(self): echo(text='late')
print(inspect_value(value=Thing()))
import gc
gc.collect()`,
    'a large call': {
      code: "try: echo(text='x' * 10_000_000)\nexcept Exception as error: print(type(error).__name__)",
      branchOnly: true,
    },
    'errors of tools': `for way in (lambda: broken(), lambda: echo(), lambda: echo(1, 2, 3), lambda: echo(text=object()), lambda: inspect_value(value=float('nan')), lambda: inspect_value(value=2 ** 70)):
    try: way()
    except Exception as error: print(type(error).__name__, [name for name in dir(error) if not name.startswith('__')])`,
    'a branch that stores': {
      code: "print(store(text='kept'), store(text='kept'))",
      truth: { status: ['ok'], stdout: 'None None\n' },
    },
  },
);
