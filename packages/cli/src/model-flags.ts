import { dtypes } from '@agentd/sag/local';
import { z } from 'zod';
import { UsageError } from './usage-error.ts';

/** Schema of the options that say which model is meant. */
export const modelFlagsSchema = z.object({
  model: z.string().optional(),
  baseUrl: z.string().optional(),
  apiKey: z.string().optional(),
  local: z.string().optional(),
  hub: z.string().optional(),
  dtype: z.enum(dtypes).optional(),
});

/** See {@link modelFlagsSchema}. */
export type ModelFlags = z.output<typeof modelFlagsSchema>;

/** A model on a server or one in files; none of both is the tiny agent. */
export interface ModelChoice extends Pick<ModelFlags, 'model' | 'apiKey' | 'local' | 'hub' | 'dtype'> {
  baseURL?: string | undefined;
}

/**
 * The model that the command line and the environment mean. A server is used only where a model on it is named, by
 * `--model` or `OPENAI_MODEL`; the other `OPENAI_*` variables say nothing about which model is meant.
 *
 * @throws UsageError when options contradict each other
 */
export function modelChoice(flags: ModelFlags, environment: NodeJS.ProcessEnv): ModelChoice {
  const { local, hub, dtype, model, baseUrl, apiKey } = flags;
  const own = local === undefined ? '--hub' : '--local';
  if (local === undefined && hub === undefined) {
    if (dtype !== undefined) throw new UsageError('--dtype chooses among the weights of --local or --hub: give one.');
    return onServer(flags, environment);
  }
  const others = {
    '--hub': local === undefined ? undefined : hub,
    '--model': model,
    '--base-url': baseUrl,
    '--api-key': apiKey,
  };
  const clash = Object.entries(others).find(([, value]) => value !== undefined);
  if (clash !== undefined) throw new UsageError(`${own} and ${clash[0]} cannot both be given: an agent has one model.`);
  return { local, hub, dtype };
}

function onServer({ model, baseUrl, apiKey }: ModelFlags, environment: NodeJS.ProcessEnv): ModelChoice {
  const name = model ?? (environment['OPENAI_MODEL'] || undefined);
  if (name !== undefined) return { model: name, baseURL: baseUrl, apiKey };
  if (baseUrl === undefined && apiKey === undefined) return {};
  const flag = baseUrl === undefined ? '--api-key' : '--base-url';
  throw new UsageError(`${flag} is given, but no model on that server: add --model NAME or set OPENAI_MODEL.`);
}
