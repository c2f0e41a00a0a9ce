import { promptNames } from '@agentd/sag';
import { z } from 'zod';
import { embedderFlagsSchema } from '../commands/embedder-options.ts';
import { plainScorerNames } from '../evaluation/config/benchmark-schema.ts';
import { modelFlagsSchema } from '../model-flags.ts';
import { presetNames } from '../run-flags.ts';
import { UsageError } from '../usage-error.ts';

const text = z.string().optional();
const count = z.number().optional();

/** Schema of the options of `agentd sample`, as the argument parser gives them. */
export const sampleFlagsSchema = z.object({
  ...modelFlagsSchema.shape,
  ...embedderFlagsSchema.shape,
  prompt: z.enum(promptNames).optional(),
  out: text,
  kind: z.enum(['math', 'qa']).optional(),
  scorer: z.enum(plainScorerNames).optional(),
  limit: count,
  prefix: z.boolean(),
  cotModel: text,
  cotBaseUrl: text,
  cotApiKey: text,
  cotLocal: text,
  cotSamples: count,
  cotTemperature: count,
  cotPassages: z.boolean(),
  preset: z.enum(presetNames),
  k: count,
  temperatures: z.array(z.number()).optional(),
  stopAtFirstRight: z.boolean().optional(),
  tokenBudget: count,
  decoder: z.enum(['greedy', 'sag']),
  n: count,
  seed: z.number(),
  maxSteps: count,
  maxTokens: count,
  corpus: text,
  passages: count,
  concurrency: z.number(),
  queue: text,
  queueName: text,
  worker: z.boolean(),
  json: z.boolean(),
});

/** Options of `agentd sample`. */
export type SampleFlags = z.output<typeof sampleFlagsSchema>;

/** @throws UsageError when options contradict each other */
export function checkSampleFlags(flags: SampleFlags): void {
  const { prefix, k, decoder, corpus, queue, worker, out, temperatures = [] } = flags;
  const cot = {
    '--cot-model': flags.cotModel,
    '--cot-base-url': flags.cotBaseUrl,
    '--cot-api-key': flags.cotApiKey,
    '--cot-local': flags.cotLocal,
    '--cot-samples': flags.cotSamples,
    '--cot-temperature': flags.cotTemperature,
    '--cot-passages': flags.cotPassages || undefined,
  };
  const search = {
    '--passages': flags.passages,
    '--cot-passages': flags.cotPassages || undefined,
    '--embed-local': flags.embedLocal,
    '--embed-url': flags.embedUrl,
    '--embed-model': flags.embedModel,
  };
  const ofRuns = { '--temperatures': flags.temperatures, '--token-budget': flags.tokenBudget, '--n': flags.n };
  if (!prefix) refuse(cot, (name) => `${name} is for chains of thought, and --no-prefix draws none.`);
  if (!prefix && k === 0) throw new UsageError('--no-prefix and --k 0 leave nothing to draw.');
  if (k === 0) refuse(ofRuns, (name) => `${name} is for runs, and --k 0 draws chains of thought alone.`);
  if (corpus === undefined) {
    refuse(search, (name) => `${name} is given, but nothing to search: add --corpus PATH.`);
  }
  if (flags.cotLocal !== undefined) {
    const server = {
      '--cot-model': flags.cotModel,
      '--cot-base-url': flags.cotBaseUrl,
      '--cot-api-key': flags.cotApiKey,
    };
    refuse(server, (name) => `--cot-local and ${name} cannot both be given: chains of thought come from one model.`);
  }
  if (flags.cotModel === undefined) {
    const server = { '--cot-base-url': flags.cotBaseUrl, '--cot-api-key': flags.cotApiKey };
    refuse(server, (name) => `${name} is given, but no model on that server: add --cot-model NAME.`);
  }
  if (decoder === 'greedy') {
    refuse({ '--n': flags.n }, (name) => `${name} is for --decoder sag; greedy decoding takes one candidate a step.`);
  } else if (temperatures.includes(0)) {
    throw new UsageError('With --decoder sag all --temperatures must be above 0: at 0 all candidates are the same.');
  }
  if (queue === undefined) {
    const queued = { '--worker': worker || undefined, '--queue-name': flags.queueName };
    refuse(queued, (name) => `${name} is given, but no queue: add --queue redis://localhost:6379.`);
  }
  if (worker) {
    const ofCollector = { '--out': out, '--limit': flags.limit };
    refuse(
      ofCollector,
      (name) => `${name} is for the process that fills the queue and keeps the results, not a worker.`,
    );
  } else if (out === undefined) {
    throw new UsageError('Say where the trajectories go: --out FOLDER. To go on with a sampling, give its folder.');
  }
}

function refuse(options: Record<string, unknown>, message: (name: string) => string): void {
  const given = Object.entries(options).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageError(message(given[0]));
}
