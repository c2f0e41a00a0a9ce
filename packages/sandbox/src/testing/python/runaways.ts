import { attackGroup } from '../attack.ts';

const ended = { status: ['timeout', 'memory', 'runtime-error'] } as const;

/** Runs on and on, in Python code and inside one call of C code. */
export const runaways = attackGroup(
  { language: 'python', category: 'runaways', mustNot: 'go on past its time', limitMs: 100, truth: ended },
  {
    'an endless loop': 'while True: pass',
    'an endless loop of C code': 'import itertools, collections\ncollections.deque(itertools.count(), maxlen=0)',
    'a huge power': '10 ** 10 ** 9',
    'a huge power with a modulus': 'pow(3, 10 ** 200_000 + 7, 10 ** 20_000 + 9)',
    'a huge factorial': 'import math\nmath.factorial(10 ** 7)',
    'a huge binomial': 'import math\nmath.comb(10 ** 8, 10 ** 7)',
    'a huge integer as text': 'import sys\nsys.set_int_max_str_digits(0)\nstr((1 << 40_000_000) - 1)',
    'a huge text as an integer': 'import sys\nsys.set_int_max_str_digits(0)\nint("7" * 5_000_000)',
    'a huge product': 'x = 3\nwhile True: x = x * x',
    'a huge shift and a huge sum': 'x = 1 << (1 << 30)\nwhile True: x += x',
    'a huge decimal': 'import decimal\ndecimal.getcontext().prec = 10 ** 8\ndecimal.Decimal(2).sqrt()',
    'a huge fraction': 'from fractions import Fraction\nx = Fraction(1, 3)\nwhile True: x = x * x + Fraction(1, 7)',
    'a pattern that goes back and forth': "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
    'a pattern with many choices': "import re\nre.match(r'(a|a|b|a?)*c', 'ab' * 40)",
    'a pattern over a long text': "import re\nre.search(r'(.*)(.*)(.*)(.*)(.*)x', 'a' * 2000)",
    'a pattern with a back-reference': String.raw`import re
re.search(r'(.*)\1(.*)\2(.*)\3$', 'ab' * 3000 + 'c')`,
    'a search for a text':
      "('a' * 10 ** 7).count('a' * 5_000_000 + 'b')\nwhile True: ('ab' * 10 ** 6).find('ba' * 1000 + 'c')",
    'an endless sort': `class Thing:
    def __lt__(self, other): return True
while True: sorted([Thing() for _ in range(10_000)])`,
    'a long sum and a long range': 'sum(range(10 ** 12))',
    'a membership test in a long range':
      'class Thing(int):\n    def __eq__(self, other): return False\n    __hash__ = None\nThing() in range(10 ** 12)',
    'collisions of hashes': `class Thing:
    def __hash__(self): return 1
    def __eq__(self, other): return False
{Thing(): n for n in range(10 ** 6)}`,
    permutations: 'import itertools\nmax(itertools.permutations(range(14)))',
    'a sum that SymPy cannot do':
      'import sympy\nx = sympy.Symbol("x")\nsympy.factorint(10 ** 120 + 7)\nsympy.expand((x + 1) ** 100_000)',
    'many digits of pi': 'import mpmath\nmpmath.mp.dps = 10 ** 8\nprint(mpmath.pi)',
    sleep: 'import time\ntime.sleep(3600)',
    'sleep in small pieces': 'import time\nwhile True: time.sleep(0.001)',
    'select and poll': `import select
for way in (lambda: select.select([], [], [], 3600), lambda: select.poll().poll(3_600_000)):
    try: way()
    except OSError: pass
while True: pass`,
    'asyncio.sleep': 'import asyncio\nasyncio.run(asyncio.sleep(3600))',
    'wait for a lock': 'import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()',
    'wait for an event': 'import threading\nthreading.Event().wait()',
    'wait for a condition': 'import threading\nwith threading.Condition() as condition: condition.wait(3600)',
    'wait for a queue': 'import queue\nqueue.Queue().get()',
    'wait for input': {
      code: 'import sys, os\nfor line in sys.stdin: pass\nwhile True:\n    try: os.read(0, 100)\n    except OSError: pass',
    },
    'a loop in a destructor': 'class Thing:\n    def __del__(self):\n        while True: pass\nThing()',
    'a loop in the last expression’s repr': 'class Thing:\n    def __repr__(self):\n        while True: pass\nThing()',
    'a loop in the error’s text':
      'class Bad(Exception):\n    def __str__(self):\n        while True: pass\nraise Bad()',
    'a loop in the answer’s text':
      'class Thing:\n    def __str__(self):\n        while True: pass\nfinal_answer(Thing())',
    'a loop in the name of the error': `class Meta(type):
    @property
    def __module__(self):
        while True: pass
class Bad(Exception, metaclass=Meta): pass
raise Bad()`,
    'a loop in attributes that a hint looks at': `class Thing:
    def __dir__(self):
        while True: pass
Thing().missing`,
    'a loop in the hash of a global’s name': `class Name(str):
    def __hash__(self):
        while True: pass
globals()[Name('x')] = 1`,
    'a loop in a comparison that a dictionary makes': `class Name(str):
    __hash__ = str.__hash__
    def __eq__(self, other):
        while True: pass
globals()[Name('final_answer')] = 1
final_answer`,
    'a loop that imports':
      'import sys\nwhile True:\n    sys.modules.pop("email.message", None)\n    import email.message',
    'a loop that compiles': 'while True: exec(compile("x = " + "1 + " * 1000 + "1", "f", "exec"))',
    'a clock that stands still':
      'import time\ntime.monotonic = time.perf_counter = time.time = lambda: 0.0\nwhile True: pass',
  },
);
