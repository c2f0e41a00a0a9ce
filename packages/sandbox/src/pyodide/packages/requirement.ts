import { satisfies } from './version.ts';

/** A package that another one needs. */
export interface Requirement {
  /** Normalised. */
  name: string;
  /** Version clauses; empty where any will do. */
  specifier: string;
}

/** What the markers of requirements are tested against. */
export interface MarkerEnvironment {
  pythonVersion: string;
}

/** https://peps.python.org/pep-0503/#normalized-names */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/**
 * Reads a `Requires-Dist` line (https://peps.python.org/pep-0508/).
 * @returns undefined where its marker rules this interpreter out, or asks for an extra
 */
export function parseRequirement(line: string, environment: MarkerEnvironment): Requirement | undefined {
  const [requirement = '', marker = ''] = line.split(/;(.*)/s);
  const [, name, rest = ''] = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/s.exec(requirement) ?? [];
  if (name === undefined || !isMet(marker, environment)) return undefined;
  // After an @ comes an address: any version that is there will do.
  const specifier = rest.startsWith('@') ? '' : rest.replace(/[()\s]/g, '');
  return { name: normalizeName(name), specifier };
}

/** Parses `or` below `and` below comparisons; one that cannot be read counts as met: better one package too many. */
function isMet(marker: string, environment: MarkerEnvironment): boolean {
  const tokens = marker.match(/'[^']*'|"[^"]*"|[()]|[<>=!~]=?=?|[\w.]+/g) ?? [];
  if (tokens.length === 0) return true;
  let at = 0;
  const next = () => tokens[at++] ?? '';
  const either = (): boolean => {
    let met = both();
    for (; tokens[at] === 'or'; met = both() || met) at++;
    return met;
  };
  const both = (): boolean => {
    let met = single();
    for (; tokens[at] === 'and'; met = single() && met) at++;
    return met;
  };
  const single = (): boolean => {
    const first = next();
    if (first === '(') {
      const met = either();
      at++;
      return met;
    }
    const operator = tokens[at] === 'not' ? `${next()} ${next()}` : next();
    return compare(first, operator, next(), environment);
  };
  return either();
}

function compare(left: string, operator: string, right: string, environment: MarkerEnvironment): boolean {
  const variables = new Map([
    ['python_version', environment.pythonVersion.split('.').slice(0, 2).join('.')],
    ['python_full_version', environment.pythonVersion],
    ['implementation_version', environment.pythonVersion],
    ['implementation_name', 'cpython'],
    ['platform_python_implementation', 'CPython'],
    ['os_name', 'posix'],
    ['sys_platform', 'emscripten'],
    ['platform_system', 'Emscripten'],
    ['platform_machine', 'wasm32'],
    // No extra is asked for.
    ['extra', ''],
  ]);
  const value = (token: string) => (/^['"]/.test(token) ? token.slice(1, -1) : variables.get(token));
  const [a, b] = [value(left), value(right)];
  if (a === undefined || b === undefined) return true;
  if (operator === 'in') return b.includes(a);
  if (operator === 'not in') return !b.includes(a);
  const variable = /^['"]/.test(left) ? right : left;
  if (variable.endsWith('_version')) {
    const mirrored: Record<string, string> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
    return variable === left ? satisfies(a, operator + b) : satisfies(b, (mirrored[operator] ?? operator) + a);
  }
  return operator === '!=' ? a !== b : a === b;
}
