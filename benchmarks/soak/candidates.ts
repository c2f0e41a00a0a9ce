import type { ExecutionResult } from '@agentd/agent-core';

/** What the session holds when a candidate runs, and a number of its own. */
export interface Situation {
  total: number;
  n: number;
}

/** A candidate, and what its result must be. */
export interface Candidate {
  kind: string;
  code: string;
  /** Whether the result is what it must be. */
  isRight(result: ExecutionResult): boolean;
  /** The session's total once this candidate is committed; undefined: it is not to be. */
  next: number | undefined;
  /** Texts of the notes that a commit writes. */
  notes?: string[];
}

type Maker = (situation: Situation) => Omit<Candidate, 'kind'>;

const printed = (text: string) => (result: ExecutionResult) => result.status === 'ok' && result.stdout === `${text}\n`;
const failed = (type: string) => (result: ExecutionResult) =>
  result.status === 'runtime-error' && result.error?.type === type;

export const outputLimit = 2_000;

const makers: Record<string, Maker> = {
  add: ({ total, n }) => ({ code: `total += ${n}\nprint(total)`, isRight: printed(`${total + n}`), next: total + n }),
  work: ({ total, n }) => {
    let sum = total;
    for (let index = 0; index < 5_000; index++) sum += (index * n) % 97;
    const code = `values = [i * ${n} % 97 for i in range(5_000)]\nprint(sum(values) + total)`;
    return { code, isRight: printed(`${sum}`), next: total };
  },
  sympy: ({ total, n }) => ({
    code: `import sympy\ns = sympy.Symbol('s')\nprint(sympy.expand((s + ${n}) ** 2))`,
    isRight: printed(`s**2 + ${2 * n}*s + ${n * n}`),
    next: total,
  }),
  answer: ({ total, n }) => ({
    code: `final_answer(total * ${n})`,
    isRight: ({ status, finalAnswer }) => status === 'ok' && finalAnswer?.text === `${total * n}`,
    next: total,
  }),
  read: ({ total, n }) => ({
    code: `print(square(n=${n}) + total)`,
    isRight: (result) => printed(`${n * n + total}`)(result) && result.toolCalls.length === 1,
    next: total,
  }),
  write: ({ total, n }) => ({
    code: `print(note(text='${n}'))\ntotal += 1`,
    isRight: (result) => printed('None')(result) && result.toolCalls[0]?.pending === true,
    next: total + 1,
    notes: [`${n}`],
  }),
  error: ({ n }) => ({ code: `x = ${n}\ntotal / (x - ${n})`, isRight: failed('ZeroDivisionError'), next: undefined }),
  name: ({ n }) => ({ code: `total + missing_${n}`, isRight: failed('NameError'), next: undefined }),
  syntax: ({ n }) => ({
    code: `if total == ${n} print(1)`,
    isRight: ({ status }) => status === 'syntax-error',
    next: undefined,
  }),
  recursion: () => ({
    code: 'def again(k): return again(k + 1)\nagain(0)',
    isRight: failed('RecursionError'),
    next: undefined,
  }),
  exit: () => ({ code: 'total = -1\nexit(3)', isRight: failed('SystemExit'), next: undefined }),
  flood: ({ n }) => ({
    code: `for i in range(2_000): print('x' * ${100 + n})`,
    isRight: ({ status, stdout }) =>
      status === 'ok' && stdout.length < outputLimit + 100 && stdout.includes('characters left out'),
    next: undefined,
  }),
  poison: () => ({
    code: 'import builtins, json, sys\nbuiltins.print = builtins.sum = json.dumps = None\nsys.modules.clear()\ntotal = -1',
    isRight: ({ status }) => status === 'ok',
    next: undefined,
  }),
  file: ({ n }) => ({
    code: `import os\nassert not os.path.exists('mark')\nopen('mark', 'w').write('x' * ${n})`,
    isRight: ({ status, value }) => status === 'ok' && value === `${n}`,
    next: undefined,
  }),
  hog: () => ({ code: 'b = bytearray(2 ** 30)', isRight: ({ status }) => status === 'memory', next: undefined }),
  'slow hog': () => ({
    code: 'blocks = []\nwhile True: blocks.append(bytearray(2 ** 20))',
    isRight: ({ status }) => status === 'memory',
    next: undefined,
  }),
  crash: ({ n }) => ({
    code: n % 2 === 0 ? 'import os\nos.abort()' : 'import os\nos._exit(7)',
    isRight: ({ status }) => status === 'runtime-error' || status === 'blocked',
    next: undefined,
  }),
};

/** How many in a hundred are of each kind; the rest are `add`. */
const shares: readonly [kind: string, share: number][] = [
  ['work', 10],
  ['sympy', 8],
  ['answer', 5],
  ['read', 8],
  ['write', 6],
  ['error', 8],
  ['name', 6],
  ['syntax', 5],
  ['recursion', 2],
  ['exit', 2],
  ['flood', 4],
  ['poison', 4],
  ['file', 4],
  ['hog', 2],
  ['slow hog', 1],
  ['crash', 3],
];

/** Draws a candidate. `random` gives numbers from 0 to 1. */
export function drawCandidate(random: () => number, total: number): Candidate {
  const n = 2 + Math.floor(random() * 500);
  let place = random() * 100;
  const kind = shares.find(([, share]) => (place -= share) < 0)?.[0] ?? 'add';
  const make = makers[kind];
  if (make === undefined) throw new Error(`There is no kind of candidate ${kind}.`);
  return { kind, ...make({ total, n }) };
}

/** Code that never ends by itself, and heeds nothing. */
export const runaways: readonly string[] = [
  'while True: pass',
  'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
  'import time\ntime.sleep(60)',
  '10 ** 10 ** 9',
  'import re\nre.match("(a+)+$", "a" * 40 + "b")',
  'sum(range(10 ** 12))',
];
