import { z } from 'zod';
import { suggestion } from './nearest.ts';
import { must, flag, oneOf, positive, settings, temperature, text } from './settings.ts';

/** Words for the presets of methods. */
export const presetNames = ['recommended', 'paper'] as const;

const above0 = must('a number above 0, at most 2');
const sampling = z.number(above0).positive(above0).max(2, above0);
const share = z
  .number(must('a number above 0, at most 1'))
  .positive(must('a number above 0, at most 1'))
  .max(1, must('a number above 0, at most 1'));

const common = {
  /** As in journal and report; default the kind. */
  name: text.regex(/^[\w.@/ +=()-]+$/, must('letters, digits and any of ._@/+=()-')).exactOptional(),
  /** Names of the benchmarks that it is run on; default all that it can be run on. */
  benchmarks: z
    .array(text, must('a list of names of benchmarks'))
    .nonempty(must('a list of names of benchmarks'))
    .exactOptional(),
  maxTokens: positive.exactOptional(),
};
const passages = { k: positive.exactOptional(), maxPassageCharacters: positive.exactOptional() };
const samples = { n: positive.default(8), temperature: sampling.default(0.4) };

const sagShape = {
  /** Default: the file's. */
  preset: oneOf(...presetNames).exactOptional(),
  temperature: sampling.exactOptional(),
  topP: share.exactOptional(),
  tieBreak: oneOf('first-seen', 'logprob').exactOptional(),
  earlyStop: flag.exactOptional(),
  repairRound: flag.exactOptional(),
};

/** Takes out of a method what `SagDecoder` takes as it is. */
export const sagSchema = z.object(sagShape);

const kinds = [
  settings({ kind: z.literal('cot'), ...common, temperature: temperature.default(0) }),
  settings({ kind: z.literal('cot-rag'), ...common, ...passages, temperature: temperature.default(0) }),
  settings({ kind: z.literal('cot-sc'), ...common, ...samples }),
  settings({ kind: z.literal('cot-rag-sc'), ...common, ...passages, ...samples }),
  settings({ kind: z.literal('agent-greedy'), ...common, temperature: temperature.default(0) }),
  settings({
    kind: z.literal('agent-sag'),
    ...common,
    ...sagShape,
    n: positive.max(1024, must('a whole number from 1 to 1024')).exactOptional(),
    equivalence: oneOf('exact', 'normalised', 'numeric', 'math').exactOptional(),
  }),
  settings({
    kind: z.literal('agent-sc'),
    ...common,
    ...samples,
    /** No further run begins once the runs of a question have written so many tokens. */
    tokenBudget: positive.exactOptional(),
  }),
] as const;

/** Words for what a method does. */
const methodKinds = kinds.map(({ shape }) => shape.kind.value);

/** Schema of one method: its kind alone, or its settings. */
export const methodSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { kind: value } : value),
  z.discriminatedUnion('kind', kinds, {
    error: ({ input }) => {
      const given = kindSchema.safeParse(input).data?.kind;
      const said = given === undefined ? 'must have a kind:' : `is "${given}"; it must be`;
      return `${said} one of ${methodKinds.join(', ')}${given === undefined ? '' : suggestion(given, methodKinds)}`;
    },
  }),
);

const kindSchema = z.object({ kind: z.string() });

/** One method as the file has it. */
export type MethodConfig = z.output<typeof methodSchema>;
