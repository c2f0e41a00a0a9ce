import { ATOM, quantitiesOf, render, renderWith, type Formula } from '../problems/formula.ts';
import type { Problem } from '../problems/generate.ts';
import type { Random } from '../problems/random.ts';
import type { Quantity } from '../problems/story.ts';

/**
 * Ways to write the same program. `named`: every number gets a name. `inline`: numbers stand in the formulas.
 * `running`: one variable is overwritten as the story goes on. `nested`: one expression.
 */
export type ProgramStyle = 'named' | 'inline' | 'running' | 'nested';

/** A program for a problem. */
export interface Program {
  lines: string[];
  /** Name of the variable that holds the result; absent where it has none. */
  result?: string;
  /** Every name that is assigned, in order. */
  names: string[];
}

/** Writes the problem's program; `random` chooses names, checks and spelling. */
export function writeProgram(problem: Problem, style: ProgramStyle, random: Random): Program {
  const last = problem.quantities.findLast(({ formula }) => formula !== undefined);
  if (last?.formula === undefined) throw new RangeError(`The problem ${problem.id} computes nothing.`);
  if (style === 'nested') return { lines: [`print(${nest(problem, last)})`], names: [] };

  const names = chooseNames(problem, style, random);
  const nameOf = (key: string): string => names.get(key) ?? key;
  const isInline = style === 'inline';
  const write = (key: string): { text: string; precedence: number } => {
    const quantity = find(problem, key);
    const text = isInline && quantity.formula === undefined ? String(quantity.value) : nameOf(key);
    return { text, precedence: ATOM };
  };
  const hasChecks = random.chance(0.6);
  const lines = problem.quantities.flatMap((quantity) => {
    const own = assignment(quantity, nameOf(quantity.key), isInline, write, style);
    const checks = hasChecks ? problem.checks.filter(({ after }) => after === quantity.key) : [];
    return [
      ...own,
      ...checks.map(
        ({ left, comparison, right }) => `assert ${render(left, write)} ${comparison} ${render(right, write)}`,
      ),
    ];
  });
  const result = nameOf(last.key);
  return { lines: [...lines, `print(${result})`], result, names: [...new Set(names.values())] };
}

function assignment(
  quantity: Quantity,
  name: string,
  isInline: boolean,
  write: (key: string) => { text: string; precedence: number },
  style: ProgramStyle,
): string[] {
  const { formula } = quantity;
  if (formula === undefined) return isInline ? [] : [`${name} = ${quantity.value}`];
  if (style === 'running' && formula.kind === 'binary' && /^[-+*]$/.test(formula.operator)) {
    const left = renderWith(formula.left, write);
    if (left.text === name) return [`${name} ${formula.operator}= ${render(formula.right, write)}`];
  }
  return [`${name} = ${render(formula, write)}`];
}

/** Whether the whole program makes one readable expression. */
export function canNest(problem: Problem): boolean {
  const derived = problem.quantities.filter(({ formula }) => formula !== undefined);
  const uses = derived.flatMap(({ formula }) => (formula === undefined ? [] : quantitiesOf(formula)));
  return derived.length <= 3 && derived.every(({ key }) => uses.filter((use) => use === key).length <= 1);
}

function nest(problem: Problem, last: Quantity): string {
  const write = (key: string): { text: string; precedence: number } => {
    const quantity = find(problem, key);
    return quantity.formula === undefined
      ? { text: String(quantity.value), precedence: ATOM }
      : renderWith(quantity.formula, write);
  };
  return render(last.formula ?? missing(problem), write);
}

function missing(problem: Problem): Formula {
  throw new RangeError(`The problem ${problem.id} computes nothing.`);
}

function find(problem: Problem, key: string): Quantity {
  const found = problem.quantities.find((quantity) => quantity.key === key);
  if (found === undefined) throw new RangeError(`The problem ${problem.id} has no quantity ${key}.`);
  return found;
}

function chooseNames(problem: Problem, style: ProgramStyle, random: Random): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const quantity of problem.quantities) {
    if (style === 'running' && quantity.line !== undefined) {
      names.set(quantity.key, quantity.line);
      taken.add(quantity.line);
      continue;
    }
    const lines = problem.quantities.map(({ line }) => line);
    const isOpening = quantity === problem.quantities[0];
    const free = quantity.names.filter(
      (name) => !taken.has(name) && (style !== 'running' || isOpening || !lines.includes(name)),
    );
    const fallback = `${quantity.names[0] ?? quantity.key}_${names.size}`;
    const name = free.length > 0 ? random.pick(free) : fallback;
    names.set(quantity.key, name);
    taken.add(name);
  }
  return names;
}
