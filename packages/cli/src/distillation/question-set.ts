import { parse } from 'node:path';
import { defineBenchmark, loadBenchmark, type BadRow, type Benchmark, type BenchmarkItem } from '@agentd/evaluator';
import { knownBenchmarks } from '../evaluation/config/resolve-run.ts';
import { UsageError } from '../usage-error.ts';

/** Questions as the command line names them. */
export interface QuestionSet {
  benchmark: Benchmark;
  /** A file of the user's; default: the benchmark's own. */
  source?: string;
}

/** Questions that were read. */
export interface LoadedQuestions {
  name: string;
  items: readonly BenchmarkItem[];
  badRows: readonly BadRow[];
}

/**
 * Questions by name (`gsm-hard`), by name with a file of one's own (`hotpotqa-train=train.json`), or a file alone with
 * the usual names of columns.
 * @param kind of a file alone; `any` where only the questions count
 * @throws UsageError for a file whose kind is not given, and a kind that differs from the benchmark's own
 */
export function questionSet(argument: string, kind?: Benchmark['kind'] | 'any'): QuestionSet {
  const equals = argument.indexOf('=');
  const name = equals === -1 ? argument : argument.slice(0, equals);
  const benchmark = knownBenchmarks.find((one) => one.name === name);
  if (benchmark === undefined) return ofFile(argument, kind === 'any' ? 'qa' : kind);
  if (kind !== undefined && kind !== 'any' && kind !== benchmark.kind) {
    throw new UsageError(`--kind is ${kind}, but ${name} is of kind ${benchmark.kind}; leave it out.`);
  }
  return { benchmark, ...(equals !== -1 && { source: argument.slice(equals + 1) }) };
}

function ofFile(path: string, kind: Benchmark['kind'] | undefined): QuestionSet {
  if (kind === undefined) {
    const names = knownBenchmarks.map(({ name }) => name).join(', ');
    throw new UsageError(
      `${path} is none of the known benchmarks (${names}). If it is a file of your own, say what its answers are: ` +
        '--kind math (numbers and formulas) or --kind qa (words).',
    );
  }
  const name = parse(path).name.replaceAll(/[^\w.-]/g, '-') || 'questions';
  return { benchmark: defineBenchmark({ name, kind, source: path }) };
}

/** Reads the questions; rows that cannot be read are left out, and returned. */
export async function loadQuestions(
  { benchmark, source }: QuestionSet,
  { limit, signal }: { limit?: number | undefined; signal: AbortSignal },
): Promise<LoadedQuestions> {
  const { items, badRows } = await loadBenchmark(benchmark, {
    ...(source !== undefined && { source }),
    ...(limit !== undefined && { limit }),
    signal,
  });
  return { name: benchmark.name, items, badRows };
}
