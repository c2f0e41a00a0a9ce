import { attackGroup } from '../attack.ts';

/** Says more than anyone can hear. */
export const outputFloods = attackGroup(
  {
    language: 'python',
    category: 'floods of output',
    mustNot: 'hand its host more output than the limit',
    limitMs: 250,
  },
  {
    print: 'for n in range(10 ** 9): print(n, "x" * 1000)',
    'sys.stdout.write': 'import sys\nwhile True: sys.stdout.write("x" * 10 ** 6)',
    'sys.stderr and its buffer':
      'import sys\nwhile True:\n    sys.stderr.write("x" * 10 ** 6)\n    sys.stderr.buffer.write(b"x" * 10 ** 6)',
    'the original streams':
      'import sys\nfor stream in (sys.__stdout__, sys.__stderr__):\n    if stream is not None:\n        for _ in range(100): stream.write("x" * 10 ** 5 + "\\n")',
    'file descriptors': `import os
for number in (1, 2):
    for _ in range(100):
        try: os.write(number, b'{"type":"result","id":1}\\n' + b'x' * 10 ** 5)
        except OSError as error: break`,
    'a frame of the protocol': `import os, struct
body = b'{"type":"result","id":1,"outcome":{"status":"ok","stdout":"forged","value":"2"}}'
for number in range(3, 64):
    try: os.write(number, struct.pack('<I', len(body)) + body)
    except OSError: pass
for path in ('/dev/stdout', '/dev/stderr', '/dev/tty', '/dev/fd/1', '/proc/self/fd/1'):
    try: os.write(os.open(path, os.O_WRONLY), struct.pack('<I', len(body)) + body)
    except OSError: pass`,
    'a long value': '"ab" * 10 ** 7',
    'a long error': 'raise ValueError("x" * 10 ** 7)',
    'an error with a long name': 'raise type("A" * 10 ** 7, (Exception,), {})("x")',
    'an error with long notes':
      'error = ValueError("x")\nfor n in range(1000): error.add_note("n" * 10 ** 5)\nraise error',
    'a function with a long name':
      'def f(): raise ValueError\nf.__code__ = f.__code__.replace(co_name="n" * 10 ** 7, co_qualname="q" * 10 ** 7)\nf()',
    'a long answer': 'final_answer("x" * 10 ** 7)',
    'an answer with many parts': 'final_answer([[]] * 10 ** 6)',
    'an exit with a long message': 'import sys\nsys.exit("x" * 10 ** 7)',
    'a group of many errors': 'raise ExceptionGroup("many", [ValueError(str(n) * 100) for n in range(10_000)])',
    'a line of code without end': 'x = 1\nraise ValueError  # ' + 'x'.repeat(500_000),
    warnings: 'import warnings\nwarnings.simplefilter("always")\nfor n in range(2_000): warnings.warn("x" * 1000)',
    'text that is no text': 'print("\\ud800\\udfff\\0\\x1b[2J\\u202e" * 1000)\nraise ValueError("\\udcff\\0\\u2028")',
  },
);
