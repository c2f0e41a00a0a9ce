import { suggestion } from './nearest.ts';
import {
  needsSearch,
  knownBenchmarks,
  resolveBenchmarks,
  resolveMethods,
  resolveModels,
  type ResolvedBenchmark,
} from './resolve-run.ts';
import type { RunFile } from './schema.ts';

/** A mistake that lies in how parts of the file go together. */
export interface Clash {
  path: readonly PropertyKey[];
  message: string;
}

/** What the schema cannot see: names that are there twice or nowhere, and parts that need others. */
export function checkRunFile(run: RunFile): Clash[] {
  const benchmarks = resolveBenchmarks(run);
  return [
    ...checkModels(run),
    ...benchmarks.flatMap((one, index) => checkBenchmark(one, index, run)),
    ...checkMethods(run, benchmarks),
    ...checkSeeds(run),
  ];
}

function checkModels({ model, models }: RunFile): Clash[] {
  if (models === undefined) return [];
  const clashes: Clash[] = [];
  if (model !== undefined) clashes.push({ path: ['models'], message: 'is given besides model; leave one of them out' });
  const labels = resolveModels({ models }).map(({ label }) => label);
  for (const [index, label] of repeats(labels)) {
    clashes.push({
      path: ['models', index, 'label'],
      message: `: there are two models ${label}; give each a label of its own`,
    });
  }
  return clashes;
}

function checkBenchmark(benchmark: ResolvedBenchmark, index: number, run: RunFile): Clash[] {
  const { name, known, kind, source, columns, scorer, rules, search } = benchmark;
  const given = run.benchmarks[index];
  const clashes: Clash[] = [];
  const complain = (key: string, message: string): void => {
    clashes.push({ path: ['benchmarks', index, key], message });
  };
  if (run.benchmarks.findIndex((other) => other.name === name) !== index) {
    complain('name', `: there are two benchmarks ${name}`);
  }
  if (known === undefined && (given?.kind === undefined || source === undefined)) {
    const names = knownBenchmarks.map((one) => one.name);
    complain(
      'name',
      `: there is no benchmark "${name}"${suggestion(name, names) || `; there are ${names.join(', ')}`} (one of your own needs kind and source)`,
    );
  }
  if (known !== undefined && given?.kind !== undefined)
    complain('kind', `is for a benchmark of your own; ${name} is one of the known`);
  if (known !== undefined && columns !== undefined)
    complain('columns', `are for a benchmark of your own; ${name} is one of the known`);
  if (known?.origin !== undefined && source === undefined) {
    const { url, subset, hub } = known.origin;
    complain(
      'source',
      `is missing: ${name} has no files of its own here. Its makers publish it at ${url}${hub.length === 0 ? '' : `, on the hub as ${hub.join(', ')}`}; the paper's subset is ${subset.file} in ${subset.repository}`,
    );
  }
  if (rules !== undefined && scorer !== 'f1') complain('rules', `are those of F1; the scorer is ${scorer}`);
  if (scorer === 'judge' && run.judge === undefined) {
    const why =
      given?.scorer === undefined ? ` (the paper's scorer for ${kind === 'qa' ? 'questions' : 'mathematics'})` : '';
    complain(
      'scorer',
      `is judge${why}, but there is no judge; add judge: { name: gpt-4o-mini, apiKey: "\${OPENAI_API_KEY}" }, or take em or f1`,
    );
  }
  if (search && run.corpus === undefined) complain('search', 'is true, but there is no corpus');
  return clashes;
}

function checkMethods(run: RunFile, benchmarks: readonly ResolvedBenchmark[]): Clash[] {
  const methods = resolveMethods(run);
  // Those of a preset are left out where they cannot be run.
  if (run.methods === undefined) return [];
  const clashes: Clash[] = [...repeats(methods.map(({ name }) => name))].map(([index, name]) => ({
    path: ['methods', index, 'name'],
    message: `: there are two methods ${name}; give each a name of its own`,
  }));
  for (const [index, method] of methods.entries()) {
    for (const [at, wanted] of (method.benchmarks ?? []).entries()) {
      const found = benchmarks.find(({ name }) => name === wanted);
      const path = ['methods', index, 'benchmarks', at];
      if (found === undefined)
        clashes.push({
          path,
          message: `is ${wanted}, which is none of the benchmarks ${benchmarks.map(({ name }) => name).join(', ')}`,
        });
      else if (needsSearch(method) && !found.search)
        clashes.push({ path, message: `is ${wanted}, where nothing is searched; add search: true to it` });
    }
    if (needsSearch(method) && !benchmarks.some(({ search }) => search)) {
      clashes.push({
        path: ['methods', index],
        message: `(${method.kind}) needs passages: add a corpus, and search: true to a benchmark`,
      });
    }
  }
  return clashes;
}

function checkSeeds({ seeds }: RunFile): Clash[] {
  return [...repeats(seeds)].map(([index, seed]) => ({
    path: ['seeds', index],
    message: `: the seed ${seed} is there twice`,
  }));
}

/** Each value that was there before, with its place. */
function repeats<T>(values: readonly T[]): [index: number, value: T][] {
  return [...values.entries()].filter(([index, value]) => values.indexOf(value) !== index);
}
