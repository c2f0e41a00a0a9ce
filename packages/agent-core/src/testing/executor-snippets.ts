/** The code that the executor suite runs, by language: what each piece is to do stands in its name. */
export interface ExecutorSnippets {
  assign(name: string, value: number): string;
  read(name: string): string;
  increment(name: string): string;
  print(text: string): string;
  /** Binds `stamp` to something that differs whenever the code is run, and prints it. */
  stamp: string;
  /** Prints two random numbers from the language's usual source. */
  random: string;
  isDefined(name: string): string;
  /** What {@link ExecutorSnippets.isDefined} gives for a name that is not. */
  notDefined: string;
  syntaxError: string;
  /** Raises on line 3. */
  runtimeErrorOnLine3: string;
  runtimeErrorType: string;
  undefinedName: string;
  undefinedNameType: string;
  /** Assigns `half = 1`, then fails. */
  assignThenFail: string;
  /** Never ends and catches all that it can. */
  stubbornLoop: string;
  /** One long call that no interpreter loop interrupts. */
  longCall: string;
  /** Takes memory until there is none. */
  exhaustMemory: string;
  /** Prints far more than any limit. */
  flood: string;
  /** A value whose text is far longer than any limit. */
  longValue: string;
  /** Ends or aborts the interpreter itself. */
  crash: string;
  recurseForever: string;
  /** Reaches for the host; each must not get there. */
  escapes: string[];
  /** Writes `text` to the file `note.txt`. */
  writeFile(text: string): string;
  /** Gives the text of `note.txt`, or `none`. */
  readFile: string;
  /** Prints `before`, gives the final answer, then prints what must not appear. */
  answer(expression: string): string;
  answerOnly(expression: string): string;
  /** An answer inside what catches ordinary errors. */
  answerInsideCatchAll: string;
  /** Two answers, `first` and `second`, the first of which is caught. */
  twoAnswers: string;
  /** Expressions as arguments of `answer`, with the text and JSON value that they give; no value: no JSON form. */
  answers: { expression: string; text: string; value?: unknown }[];
  /** Replaces what printing and the executor's own bookkeeping might be built on. */
  poison: string;
  /** Calls a tool with one named text argument. */
  call(tool: string, argument: string, value: string): string;
  /** Calls a tool and prints what was raised, if anything was. */
  callAndCatch(tool: string, argument: string, value: string): string;
  /** How the value of a call that gave null reads. */
  nullText: string;
  /** Calls a tool without its argument. */
  callWithoutArgument(tool: string): string;
}

const quoted = (text: string) => JSON.stringify(text);

const python: ExecutorSnippets = {
  assign: (name, value) => `${name} = ${value}`,
  read: (name) => name,
  increment: (name) => `${name} += 1\n${name}`,
  print: (text) => `print(${quoted(text)})`,
  stamp: 'import time, random\nstamp = (time.perf_counter_ns(), random.random())\nprint(stamp)',
  random: 'import random\nprint(random.random(), random.randrange(10**9))',
  isDefined: (name) => `${quoted(name)} in globals()`,
  notDefined: 'False',
  syntaxError: 'for x in range(3)\n    print(x)',
  runtimeErrorOnLine3: 'values = [1, 2]\nprint("before")\nvalues[5]',
  runtimeErrorType: 'IndexError',
  undefinedName: 'missing_name + 1',
  undefinedNameType: 'NameError',
  assignThenFail: 'half = 1\nraise ValueError("no")',
  stubbornLoop: 'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
  longCall: '10 ** 10 ** 9',
  exhaustMemory: 'hoard = []\nwhile True: hoard.append(bytearray(10**7))',
  flood: 'for i in range(20000): print("line", i, "x" * 100)',
  longValue: '"ab" * 1000000',
  crash: 'import os\nos._exit(3)',
  recurseForever: 'def again(n): return again(n + 1) + 1\nagain(0)',
  escapes: [
    'import os\nos.system("true")',
    'import js\njs.process',
    'import subprocess\nsubprocess.run(["true"])',
    'import socket\nsocket.create_connection(("127.0.0.1", 9))',
  ],
  writeFile: (text) => `with open("note.txt", "w") as file: _ = file.write(${quoted(text)})`,
  readFile: 'import os\nprint(open("note.txt").read() if os.path.exists("note.txt") else "none", end="")',
  answer: (expression) => `print("before")\nfinal_answer(${expression})\nprint("after")`,
  answerOnly: (expression) => `final_answer(${expression})`,
  answerInsideCatchAll: 'try:\n    final_answer("kept")\nexcept Exception:\n    print("caught")',
  twoAnswers: 'try:\n    final_answer("first")\nexcept BaseException:\n    pass\nfinal_answer("second")',
  answers: [
    { expression: '42', text: '42', value: 42 },
    { expression: '"a word"', text: 'a word', value: 'a word' },
    { expression: '0.5', text: '0.5', value: 0.5 },
    { expression: 'None', text: 'None', value: null },
    { expression: 'True', text: 'True', value: true },
    { expression: '[1, (2, "x")]', text: "[1, (2, 'x')]", value: [1, [2, 'x']] },
    { expression: '{"a": 1}', text: "{'a': 1}", value: { a: 1 } },
    { expression: '2**64', text: '18446744073709551616' },
    { expression: '[2**64]', text: '[18446744073709551616]' },
    { expression: 'float("nan")', text: 'nan' },
    { expression: '__import__("fractions").Fraction(1, 3)', text: '1/3' },
    { expression: '__import__("decimal").Decimal("1.10")', text: '1.10' },
    { expression: '"\\ud800 \\0 é"', text: '\ud800 \0 é', value: '\ud800 \0 é' },
  ],
  poison: [
    'import builtins, json, linecache, os, posix, sys',
    'def broken(*args, **kwargs): raise RuntimeError("poisoned")',
    'builtins.print = builtins.repr = builtins.str = builtins.len = builtins.isinstance = builtins.compile = broken',
    'builtins.exec = builtins.eval = builtins.type = broken',
    'json.dumps = json.loads = json.JSONEncoder = linecache.cache = broken',
    'os.open = posix.open = posix.read = posix.write = posix.close = broken',
    'sys.__stdout__ = None',
    'del sys.stdout, sys.stderr, sys.stdin, sys.settrace, sys.setprofile, sys.getrecursionlimit, sys.setrecursionlimit',
    'sys.modules.clear()',
    'del sys.modules',
    '__builtins__ = None',
  ].join('\n'),
  call: (tool, argument, value) => `${tool}(${argument}=${quoted(value)})`,
  callAndCatch: (tool, argument, value) =>
    `try:\n    ${tool}(${argument}=${quoted(value)})\nexcept RuntimeError as error:\n    print(type(error).__name__, error)`,
  nullText: 'None',
  callWithoutArgument: (tool) => `${tool}()`,
};

/** Only the languages for which the suite has code. */
export const executorSnippets: Readonly<Partial<Record<'python' | 'javascript', ExecutorSnippets>>> = { python };
