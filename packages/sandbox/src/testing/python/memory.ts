import { attackGroup } from '../attack.ts';

const ended = { status: ['timeout', 'memory', 'runtime-error'] } as const;

/** Takes all memory there is. */
export const memory = attackGroup(
  { language: 'python', category: 'memory', mustNot: 'take more memory than it may', limitMs: 400, truth: ended },
  {
    'many blocks': 'hoard = []\nwhile True: hoard.append(bytearray(10 ** 7))',
    'one block': 'bytearray(10 ** 12)',
    'a list that doubles': 'x = [0]\nwhile True: x = x + x',
    'a text that doubles': 'x = "ab"\nwhile True: x += x',
    'a text multiplied': 'x = "a" * 10 ** 11',
    'a list multiplied': 'x = [0] * 10 ** 10',
    'a join': '"".join("a" * 10 ** 6 for _ in iter(int, 1))',
    'a replacement': 'x = "a" * 10 ** 6\nx.replace("a", "b" * 10 ** 6)',
    'a format': '"%*d" % (2 ** 31 - 1, 1) + f"{1:>{10 ** 10}}"',
    'a dictionary': 'x = {}\nfor n in iter(lambda c=iter(range(10 ** 12)): next(c), None): x[n] = n',
    'a set of texts': 'x = set()\nn = 0\nwhile True:\n    n += 1\n    x.add(str(n) * 1000)',
    'caught on the way': `hoard = []
while True:
    try: hoard.append(bytearray(10 ** 6))
    except MemoryError:
        try: hoard.append(bytearray(1000))
        except MemoryError: pass`,
    'a memory map': 'import mmap\nhoard = []\nwhile True: hoard.append(mmap.mmap(-1, 10 ** 7))',
    'a generator kept': 'def generate():\n    while True: yield bytearray(10 ** 6)\nlist(generate())',
    'a deque, an array and a buffer':
      'import array, collections, io\nx = collections.deque()\ny = io.BytesIO()\nwhile True:\n    x.append(array.array("d", bytes(8 * 10 ** 6)))\n    y.write(bytes(10 ** 7))',
    'compressed bytes': `import zlib
data = zlib.compress(bytes(10 ** 8))
hoard = []
while True: hoard.append(zlib.decompress(data))`,
    'entities of XML': `import xml.etree.ElementTree as tree
names = 'abcdefghijkl'
entities = ''.join(f'<!ENTITY {name} "{("&" + names[i - 1] + ";") * 10 if i else "x" * 10}">' for i, name in enumerate(names))
while True:
    try: tree.fromstring(f'<!DOCTYPE d [{entities}]><d>&l;</d>')
    except tree.ParseError: pass`,
    classes: 'hoard = []\nwhile True: hoard.append(type("Name", (), {str(n): n for n in range(100)}))',
    'code objects': 'hoard = []\nwhile True: hoard.append(compile("x = 1\\n" * 1000, "f", "exec"))',
    frames:
      'hoard = []\nimport sys\ndef f():\n    x = bytearray(10 ** 6)\n    hoard.append(sys._getframe())\nwhile True: f()',
    'ten thousand coroutines': {
      code: `import asyncio
async def nothing(): await asyncio.sleep(3600)
coroutines = [nothing() for _ in range(10_000)]
async def main():
    tasks = [asyncio.ensure_future(c) for c in coroutines]
    await asyncio.sleep(0)
asyncio.run(main())
[nothing() for _ in range(10_000)]
None`,
      limitMs: 5_000,
      truth: { status: ['ok'] },
    },
    'two thousand tool calls': {
      code: `count = 0
for n in range(2_000):
    try: echo(text=str(n))
    except RuntimeError: count += 1
print(count)`,
      limitMs: 20_000,
      truth: { status: ['ok'], stdout: '1000\n' },
    },
  },
);
