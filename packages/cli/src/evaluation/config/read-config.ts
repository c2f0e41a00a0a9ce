import { readFile } from 'node:fs/promises';
import { UsageError } from '../../usage-error.ts';
import { checkRunFile } from './check-run-file.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { runSchema, type RunFile } from './schema.ts';
import { YamlText } from './source-map.ts';
import { replaceVariables } from './variables.ts';

/** A file of settings that can be used. */
export interface ReadConfig {
  /** As it was given. */
  path: string;
  /** The file itself, variables not replaced. */
  text: string;
  run: RunFile;
}

/**
 * Reads `run.yaml` (or JSON, which is YAML too).
 * @throws ConfigError with every mistake and its line; UsageError when the file cannot be read
 */
export async function readConfig(
  path: string,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<ReadConfig> {
  const text = await readFile(path, { encoding: 'utf8', signal }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new UsageError(`${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`);
  });
  return { path, text, run: parseConfig(text, path, environment) };
}

/** @throws ConfigError */
export function parseConfig(text: string, path: string, environment: NodeJS.ProcessEnv): RunFile {
  const yaml = new YamlText(text);
  refuse(path, yaml.problems);
  const unset = replaceVariables(yaml.document, environment);
  refuse(
    path,
    unset.map(({ offset, message }) => ({ line: yaml.lineAt(offset), path: '', message })),
  );
  const parsed = runSchema.safeParse(yaml.document.toJS() ?? {});
  if (!parsed.success) throw new ConfigError(path, yaml.problemsOf(parsed.error));
  refuse(
    path,
    checkRunFile(parsed.data).map(({ path: keys, message }) => yaml.problem(keys, message)),
  );
  return parsed.data;
}

function refuse(path: string, problems: readonly ConfigProblem[]): void {
  if (problems.length > 0) throw new ConfigError(path, problems);
}
