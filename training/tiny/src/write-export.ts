import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { InvalidInputError, parseTrajectory, type Scorer, type Trajectory } from '@agentd/agent-core';
import {
  duplicates,
  exportConversations,
  failedSteps,
  filterTrajectories,
  leakage,
  noParseError,
  openTokenizer,
  rightAnswer,
  trainingConversation,
  withinMaxSteps,
  type FilteredTrajectories,
  type TrainingConversation,
} from '@agentd/distill-data';
import { tinyAgentProblems } from '@agentd/tiny-agent';
import { z } from 'zod';
import { isSameNumber } from './evaluate/record.ts';
import { generateProblem } from './problems/generate.ts';

// Filters the teacher's runs, and writes them as training data: src/write-export.ts --out FOLDER FILE...
const schema = z.object({
  /** Folder with the student's tokenizer. */
  tokenizer: z.string().default('base'),
  format: z.enum(['neutral', 'trl', 'axolotl', 'llama-factory', 'torchtune']).default('neutral'),
  /** Share of the questions that are held out to see the loss on them. */
  validation: z.coerce.number().default(0.02),
  /** The export's folder; one that is there is replaced. */
  out: z.string().min(1),
});
const names = {
  tokenizer: { type: 'string' },
  format: { type: 'string' },
  validation: { type: 'string' },
  out: { type: 'string' },
} as const;
const { values, positionals } = parseArgs({ options: names, allowPositionals: true });
const parsed = schema.safeParse(values);
if (!parsed.success) throw new InvalidInputError(z.prettifyError(parsed.error));
const { tokenizer, format, validation, out } = parsed.data;

/** A word problem has one answer, a whole number. */
const exact: Scorer = {
  name: 'whole-number',
  score: async (prediction, reference) => {
    const correct = prediction !== undefined && typeof reference === 'string' && isSameNumber(prediction, reference);
    return { correct, score: Number(correct), reason: correct ? 'the same number' : 'another number' };
  },
};

async function* trajectories(): AsyncGenerator<Trajectory> {
  for (const path of positionals) {
    let line = 0;
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      line += 1;
      yield parseTrajectory(text, `${path}:${line}`);
    }
  }
}

async function* conversations(kept: FilteredTrajectories): AsyncGenerator<TrainingConversation> {
  for await (const trajectory of kept) yield trainingConversation(trajectory);
}

const answerOf = ({ id }: Trajectory['task']): string => generateProblem('train', Number(id.split('-')[1])).answer;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const { signal } = stop;

const kept = filterTrajectories(
  trajectories(),
  [
    rightAnswer(exact, answerOf),
    noParseError(),
    withinMaxSteps(),
    failedSteps('recovery'),
    duplicates(),
    leakage(await tinyAgentProblems()),
  ],
  { signal },
);
const report = await exportConversations(conversations(kept), {
  folder: out,
  format,
  tokenizer: await openTokenizer(tokenizer, { signal }),
  model: tokenizer,
  llamaFactoryTemplate: 'chatml',
  validation,
  overwrite: true,
  signal,
});
const { read, filters } = kept.report;
const removed = filters.map(({ name, removed: count }) => `${name} ${count}`).join(', ');
console.log(`${read} runs of the teacher; removed: ${removed}; rows: ${JSON.stringify(report.rows)}`);
