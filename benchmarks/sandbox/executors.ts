import type { Executor } from '@agentd/agent-core';
import { pyodideExecutor, type PyodideOptions } from '@agentd/sandbox/pyodide';
import { z } from 'zod';

export const executorNames = ['pyodide', 'quickjs', 'native'] as const;

/** Options that every executor takes. */
type CommonOptions = Pick<PyodideOptions, 'timeoutMs' | 'memoryLimitMb' | 'outputLimit'>;

const factory = z.custom<(options: CommonOptions) => Executor>((value) => typeof value === 'function', 'a function');

/**
 * Makes an executor by its name.
 * @param cacheDir folder for what the executor prepares at its first start; default: where it always is
 * @throws Error where this executor is not there
 */
export async function makeExecutor(
  name: (typeof executorNames)[number],
  options: CommonOptions,
  cacheDir?: string,
): Promise<Executor> {
  if (name === 'pyodide') return pyodideExecutor({ ...options, ...(cacheDir === undefined ? {} : { cacheDir }) });
  const module: object = await import(`@agentd/sandbox/${name}`);
  return factory.parse(Reflect.get(module, `${name}Executor`))(options);
}
