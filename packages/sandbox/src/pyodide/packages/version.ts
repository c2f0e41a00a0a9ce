/**
 * The order of Python versions as far as packages need it here: release numbers, and anything before a release (`rc`,
 * `dev`) below it. Local parts are left out. https://peps.python.org/pep-0440/
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parts(one), parts(other)];
  for (let index = 0; index < Math.max(a.release.length, b.release.length); index++) {
    const difference = (a.release[index] ?? 0) - (b.release[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(a.stage - b.stage);
}

function parts(version: string): { release: number[]; stage: number } {
  const [, release = '0', rest = ''] = /^v?(?:\d+!)?(\d+(?:\.\d+)*)(.*)$/i.exec(version.trim()) ?? [];
  const stage = /^[.\-_]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)/i.test(rest)
    ? -1
    : /^[.\-_]?post|^-\d/i.test(rest)
      ? 1
      : 0;
  return { release: release.split('.').map(Number), stage };
}

/** Whether a version meets every clause of a specifier such as `>=1.2,!=1.4.*`; a clause that is none is met. */
export function satisfies(version: string, specifier: string): boolean {
  return specifier.split(',').every((clause) => {
    const [, operator = '', wanted = ''] = /^\s*(===|==|!=|~=|<=|>=|<|>)\s*([^\s]+)\s*$/.exec(clause) ?? [];
    if (operator === '') return true;
    const order = compareVersions(version, wanted);
    switch (operator) {
      case '===':
      case '==':
        return wanted.endsWith('.*') ? startsWith(version, wanted) : order === 0;
      case '!=':
        return wanted.endsWith('.*') ? !startsWith(version, wanted) : order !== 0;
      case '~=':
        return order >= 0 && startsWith(version, `${wanted.replace(/\.\d+[^.]*$/, '')}.*`);
      case '<=':
        return order <= 0;
      case '>=':
        return order >= 0;
      case '<':
        return order < 0;
      default:
        return order > 0;
    }
  });
}

function startsWith(version: string, pattern: string): boolean {
  const wanted = parts(pattern).release;
  const { release } = parts(version);
  return wanted.every((number, index) => (release[index] ?? 0) === number);
}
