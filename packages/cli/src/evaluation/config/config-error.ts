import { UsageError } from '../../usage-error.ts';

/** One mistake in a file of settings. */
export interface ConfigProblem {
  /** Counted from 1; undefined where the file as a whole is meant. */
  line: number | undefined;
  /** Such as `methods[1].n`; empty for the file as a whole. */
  path: string;
  /** Goes on from the path: `must be …; it is …`, or `: there are two …`. */
  message: string;
}

/** A file of settings that cannot be used; the message names every mistake with its line. */
export class ConfigError extends UsageError {
  override name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const inOrder = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    const [first = '', ...others] = inOrder.map((problem) => describe(file, problem));
    super(others.length === 0 ? first : `${problems.length} mistakes:\n  ${[first, ...others].join('\n  ')}`);
    this.problems = inOrder;
  }
}

function describe(file: string, { line, path, message }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}: ${path}${path === '' || message.startsWith(':') ? '' : ' '}${message}`;
}
