import { GreedyDecoder, promptNamed, promptNames, type CreateAgentOptions, type SagOptions } from '@agentd/sag';
import { z } from 'zod';
import { embedderFlagsSchema } from './commands/embedder-options.ts';
import { modelChoice, modelFlagsSchema } from './model-flags.ts';
import { UsageError } from './usage-error.ts';

/** Names of the SAG presets, for help and checks. */
export const presetNames = ['recommended', 'paper'] as const satisfies NonNullable<SagOptions['preset']>[];

/** Schema of the options of `agentd run`, as the argument parser gives them. */
export const runFlagsSchema = z.object({
  ...modelFlagsSchema.shape,
  decoder: z.enum(['sag', 'greedy']),
  n: z.number().optional(),
  temperature: z.number().optional(),
  preset: z.enum(presetNames).optional(),
  prompt: z.enum(promptNames).optional(),
  corpus: z.string().optional(),
  passages: z.number().optional(),
  ...embedderFlagsSchema.shape,
  maxSteps: z.number().optional(),
  maxTokens: z.number().optional(),
  seed: z.number(),
  save: z.string().optional(),
  json: z.boolean(),
});

/** Options of `agentd run`. */
export type RunFlags = z.output<typeof runFlagsSchema>;

/**
 * What the command line and the environment ask for.
 *
 * @throws UsageError when options contradict each other
 */
export function agentOptionsFrom(flags: RunFlags, environment: NodeJS.ProcessEnv): CreateAgentOptions {
  const { prompt, maxSteps, maxTokens, passages } = flags;
  checkCorpus(flags);
  return {
    ...modelChoice(flags, environment),
    ...decoderOptions(flags),
    ...(prompt === undefined ? {} : { prompt: promptNamed(prompt) }),
    ...(passages === undefined ? {} : { passages }),
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

function checkCorpus(flags: RunFlags): void {
  if (flags.corpus !== undefined) return;
  const given = Object.entries({
    '--passages': flags.passages,
    '--embed-local': flags.embedLocal,
    '--embed-dtype': flags.embedDtype,
    '--embed-url': flags.embedUrl,
    '--embed-model': flags.embedModel,
    '--embed-key': flags.embedKey,
  }).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageError(`${given[0]} is given, but nothing to search: add --corpus PATH.`);
}

function decoderOptions({ decoder, n, temperature, preset }: RunFlags): Pick<CreateAgentOptions, 'decoder' | 'sag'> {
  if (decoder === 'greedy') {
    const clash = Object.entries({ '--n': n, '--preset': preset }).find(([, value]) => value !== undefined);
    if (clash !== undefined) {
      throw new UsageError(`${clash[0]} is for --decoder sag; greedy decoding takes one candidate a step.`);
    }
    return { decoder: new GreedyDecoder(temperature === undefined ? {} : { temperature }) };
  }
  if (temperature === 0) {
    throw new UsageError(
      'At --temperature 0 all candidates are the same; use --decoder greedy, or a temperature above 0.',
    );
  }
  const sag: SagOptions = {
    ...(preset === undefined ? {} : { preset }),
    ...(n === undefined ? {} : { samples: n }),
    ...(temperature === undefined ? {} : { temperature }),
  };
  return { decoder: 'sag', sag };
}
