import { searchModes } from '../../argument-values.ts';
import { z } from 'zod';
import { benchmarkSchema } from './benchmark-schema.ts';
import { methodSchema, presetNames } from './method-schema.ts';
import { judgeSchema, modelSchema } from './model-schema.ts';
import { must, oneOf, positive, settings, text, whole } from './settings.ts';

const list = (what: string) => must(`a list of ${what}`);
const seedList = 'how many seeds (3 means 0, 1, 2), or a list of them';

const corpusSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { path: value } : value),
  settings({
    path: text,
    k: positive.exactOptional(),
    maxPassageCharacters: positive.exactOptional(),
    mode: oneOf(...searchModes).exactOptional(),
    embedder: settings({
      local: text.exactOptional(),
      dtype: text.exactOptional(),
      url: text.exactOptional(),
      model: text.exactOptional(),
      apiKey: text.exactOptional(),
    }).exactOptional(),
  }),
);

const agentShape = {
  maxSteps: positive.exactOptional(),
  maxTokens: positive.exactOptional(),
  /** Of one action's code. */
  timeoutMs: positive.exactOptional(),
  observationLimit: positive.min(100, must('a whole number from 100')).exactOptional(),
};

/** Takes out of the limits what `Agent` takes as it is. */
export const agentLimitsSchema = z.object(agentShape);

const limitsSchema = settings({
  ...agentShape,
  /** Of one chain of thought. */
  maxCotTokens: positive.exactOptional(),
  /** Of the sandbox. */
  memoryLimitMb: positive.exactOptional(),
});

const presets = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z
    .array(oneOf(...presetNames), must('paper, recommended or a list of both'))
    .nonempty(must('paper, recommended or a list of both')),
);

/** Schema of `run.yaml`. */
export const runSchema = settings({
  preset: presets.default(['recommended']),
  model: modelSchema.exactOptional(),
  models: z.array(modelSchema, list('models')).nonempty(list('models')).exactOptional(),
  limits: limitsSchema.exactOptional(),
  corpus: corpusSchema.exactOptional(),
  /** Default: those of the preset. */
  methods: z.array(methodSchema, list('methods')).nonempty(list('methods')).exactOptional(),
  benchmarks: z.array(benchmarkSchema, list('benchmarks')).nonempty(list('benchmarks')),
  judge: judgeSchema.exactOptional(),
  seeds: z
    .union([positive, z.array(whole).nonempty()], must(seedList))
    .transform((seeds) => (typeof seeds === 'number' ? Array.from({ length: seeds }, (_, seed) => seed) : seeds))
    .default([0]),
  concurrency: positive.default(1),
  requestsPerMinute: z.number(must('a number above 0')).positive(must('a number above 0')).exactOptional(),
  out: text.exactOptional(),
});

/** `run.yaml` as it was written. */
export type RunFile = z.output<typeof runSchema>;
