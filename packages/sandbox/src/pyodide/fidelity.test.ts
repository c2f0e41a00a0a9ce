import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pyodideExecutor } from '../pyodide.ts';

/** Programs as models write them, and what CPython prints. */
const programs: readonly [what: string, code: string, stdout: string][] = [
  [
    'a solver function whose name its result takes',
    'def total_price():\n    """A shop sells 3 pens at $1.25 and 2 books at $7. What is the price of all – 20% off?"""\n    pens = 3 * 1.25\n    books = 2 * 7\n    return (pens + books) * (1 - 20 / 100)\n\ntotal_price = total_price()\nprint(total_price)',
    '14.200000000000001\n',
  ],
  [
    'an equation for SymPy',
    'from sympy import symbols, Eq, solve\nx, y = symbols("x y")\nsolution = solve((Eq(x + y, 20), Eq(x - y, 4)), (x, y))\nprint(solution)\nprint(solution[x])',
    '{x: 12, y: 8}\n12\n',
  ],
  [
    'fractions and rounding',
    'from fractions import Fraction\nfrom sympy import Rational, simplify\nprint(Fraction(3, 4) + Fraction(1, 6), Rational(6, 4), simplify(Rational(1, 3) * 3))\nprint(round(2.675, 2), round(0.5), round(1.5), 7 // 2, -7 // 2, -7 % 3, 10 / 4)',
    '11/12 3/2 1\n2.67 0 2 3 -4 2 2.5\n',
  ],
  [
    'formatting',
    'price = 1234567.891\nprint(f"${price:,.2f} | {price:.3e} | {0.256:.1%} | {42:>6} | {255:#x}")\nprint("%5.1f%%" % 12.345, "{:08.3f}".format(3.14159), 1e16, 1e-5, 0.1 + 0.2)',
    '$1,234,567.89 | 1.235e+06 | 25.6% |     42 | 0xff\n 12.3% 0003.142 1e+16 1e-05 0.30000000000000004\n',
  ],
  [
    'collections, sorting and comprehensions',
    'from collections import Counter, defaultdict\nimport itertools\nwords = "the cat and the dog and the bird".split()\nprint(Counter(words).most_common(2))\ngroups = defaultdict(list)\nfor word in sorted(set(words), key=lambda w: (len(w), w)):\n    groups[len(word)].append(word)\nprint(dict(groups))\nprint(sum(1 for p in itertools.permutations("abcd") if p[0] < p[-1]))',
    "[('the', 3), ('and', 2)]\n{3: ['and', 'cat', 'dog', 'the'], 4: ['bird']}\n12\n",
  ],
  [
    'dates and exact numbers',
    'from datetime import date, timedelta\nfrom decimal import Decimal\nimport math\nday = date(2024, 2, 27) + timedelta(days=3)\nprint(day, day.strftime("%A"), (date(2024, 12, 25) - day).days)\nprint(Decimal("0.1") * 3, math.comb(52, 5), 2 ** 100, math.isqrt(10 ** 20))',
    '2024-03-01 Friday 299\n0.3 2598960 1267650600228229401496703205376 10000000000\n',
  ],
];

describe('programs as models write them', () => {
  let session: Session;
  beforeAll(async () => {
    session = await pyodideExecutor({ timeoutMs: 30_000 }).open();
  });
  afterAll(() => session.close());

  it.each(programs)('print what CPython prints: %s', async (_what, code, stdout) => {
    expect(await session.run(code)).toMatchObject({ status: 'ok', stdout });
  });
});
