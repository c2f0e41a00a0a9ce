import type { Executor } from '@agentd/agent-core';

/** A step of an agent: what ran before, and candidates for what comes next. */
export interface Workload {
  name: string;
  history: string;
  candidates: readonly string[];
}

const eight = Array.from({ length: 8 }, (_, index) => index);

const python: readonly Workload[] = [
  { name: 'trivial', history: 'x = 1', candidates: eight.map((index) => `y = x + ${index}\nprint(y)`) },
  {
    name: 'SymPy',
    history: 'import sympy\ns = sympy.Symbol("s")',
    candidates: eight.map((index) => `print(sympy.factor(s ** 2 - ${(index + 1) ** 2}))`),
  },
];

const javascript: readonly Workload[] = [
  { name: 'trivial', history: 'var x = 1', candidates: eight.map((index) => `var y = x + ${index}; console.log(y)`) },
];

export const workloadsOf = (language: Executor['language']) => (language === 'python' ? python : javascript);

/** Small pieces of code in each language. */
export const snippets = {
  python: {
    increment: 'x = globals().get("x", 0) + 1',
    callTool: (times: number) => `for i in range(${times}): nothing(n=i)`,
    runaways: [
      'while True: pass',
      'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
      '10 ** 10 ** 9',
      'import re\nre.match("(a+)+$", "a" * 40 + "b")',
      'import time\ntime.sleep(60)',
      'sum(range(10 ** 12))',
    ],
  },
  javascript: {
    increment: 'var x = (globalThis.x ?? 0) + 1',
    callTool: (times: number) => `for (let i = 0; i < ${times}; i++) nothing({ n: i })`,
    runaways: [
      'for (;;);',
      'for (;;) { try { for (;;); } catch {} }',
      '"x".repeat(1e6).replace(/(x+)+y/, "")',
      'const turn = () => Promise.resolve().then(turn); turn()',
      'let a = [3, 1, 2]; for (;;) a.sort()',
    ],
  },
} as const;
