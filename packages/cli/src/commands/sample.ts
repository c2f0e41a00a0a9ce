import { Option, type Command } from 'commander';
import {
  positiveInteger,
  redisAddress,
  temperature,
  temperatureList,
  wholeNumber,
  httpAddress,
} from '../argument-values.ts';
import { sampleFlagsSchema } from '../distillation/sample-flags.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainScorerNames } from '../evaluation/config/benchmark-schema.ts';
import { untilInterrupted } from '../interrupt.ts';
import { presetNames } from '../run-flags.ts';
import { addEmbedderOptions } from './embedder-options.ts';
import { addModelOptions } from './model-options.ts';

const epilogue = `
QUESTIONS is a benchmark by its name, a name with a file of its form (hotpotqa-train=train.json), or a file of your own
with the columns id, question and answer (JSON Lines, JSON, CSV or Parquet) and --kind.
For each question: chains of thought, the first step of one as the beginning of the first thought, and up to --k runs.
Everything is kept as soon as it is drawn. The same command goes on where a run was ended, by Ctrl-C or otherwise, and
tries again what ended in an error.

On several machines: one process with --queue and --out fills the queue and keeps the results; any number of others,
with the same options but --worker in the place of --out and --limit, draw. A worker goes on until Ctrl-C.

Exit codes: 0 all done, 1 some questions failed, 2 bad usage, 130 interrupted.

Examples:
  $ agentd sample tiny-agent-problems --limit 20 --out samples
  $ agentd sample math-train=train.json --model Qwen/Qwen2.5-32B-Instruct --base-url http://localhost:8000/v1 \\
      --preset paper --concurrency 32 --out samples
  $ agentd sample questions.jsonl --kind qa --corpus wiki.index --decoder sag --out samples`;

const groups = {
  cot: 'First-thought prefix:',
  runs: 'Runs:',
  corpus: 'Corpus:',
  queue: 'Several machines:',
};

/** Adds `agentd sample`. */
export function addSampleCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('sample')
    .description("sample a teacher's runs, with first-thought prefixes, to learn from; can be stopped and gone on with")
    .argument('<questions>', 'a benchmark, or a file of questions with answers')
    .option('--out <folder>', 'where everything is kept')
    .addOption(new Option('--kind <kind>', 'of a file of your own').choices(['math', 'qa']))
    .addOption(
      new Option('--scorer <name>', 'what counts as right (default: math, or em for questions)').choices(
        plainScorerNames,
      ),
    )
    .addOption(new Option('--limit <count>', 'at most so many questions').argParser(positiveInteger))
    .addOption(new Option('--concurrency <count>', 'questions at a time').argParser(positiveInteger).default(4))
    .addOption(new Option('--preset <name>', 'defaults').choices(presetNames).default('recommended'))
    .addOption(new Option('--seed <number>', 'makes sampling repeatable').argParser(wholeNumber).default(0));
  addModelOptions(command);
  const more = [
    new Option('--no-prefix', 'no chains of thought, no first-thought prefix').helpGroup(groups.cot),
    new Option('--cot-model <name>', 'the model that writes them, on a server (default: the teacher)'),
    new Option('--cot-base-url <url>', "its server (default: the teacher's)").argParser(httpAddress),
    new Option('--cot-api-key <key>', "its server's key"),
    new Option('--cot-local <path>', 'a local model in its place'),
    new Option('--cot-samples <count>', 'for each question (default: 4, paper: 1)').argParser(positiveInteger),
    new Option('--cot-temperature <number>', 'of theirs (default: 0.7, paper: 0)').argParser(temperature),
    new Option('--cot-passages', 'they see passages of the corpus').default(false),
  ];
  for (const option of more) command.addOption(option.helpGroup(groups.cot));
  const runs = [
    new Option('--k <count>', 'runs a question at most (default: 4, paper: 1); 0: chains of thought alone').argParser(
      wholeNumber,
    ),
    new Option('--temperatures <list>', 'of the first run, the second … (default: 0,0.4,0.7,1)').argParser(
      temperatureList,
    ),
    new Option('--stop-at-first-right', 'no further run once one is right (default; not with the preset paper)'),
    new Option('--no-stop-at-first-right', 'draw all runs'),
    new Option('--token-budget <count>', 'no further run once a question cost so much').argParser(positiveInteger),
    new Option('--decoder <name>', 'of the teacher').choices(['greedy', 'sag']).default('greedy'),
    new Option('--n <count>', 'candidates a step with sag (default: 8)').argParser(positiveInteger),
    new Option('--max-steps <count>', 'most steps before an answer is asked for (default: 5)').argParser(
      positiveInteger,
    ),
    new Option('--max-tokens <count>', 'most tokens of one thought and action (default: 1024)').argParser(
      positiveInteger,
    ),
  ];
  for (const option of runs) command.addOption(option.helpGroup(groups.runs));
  const corpus = [
    new Option('--corpus <path>', 'what web_search searches: an index, a folder, a corpus file, a search server'),
    new Option('--passages <count>', 'passages for each search (default: 3)').argParser(positiveInteger),
  ];
  for (const option of corpus) command.addOption(option.helpGroup(groups.corpus));
  addEmbedderOptions(command);
  const queue = [
    new Option('--queue <url>', 'a Redis server, such as redis://localhost:6379').argParser(redisAddress),
    new Option('--queue-name <name>', 'one for each sampling on that server (default: agentd-sampling)'),
    new Option('--worker', 'draw what is on the queue').default(false),
  ];
  for (const option of queue) command.addOption(option.helpGroup(groups.queue));
  command
    .option('--json', 'print events as JSON Lines, and nothing else', false)
    .option('--verbose', 'show stack traces of errors')
    .addHelpText('after', epilogue)
    .action(async (questions: string, options: unknown) => {
      // Loaded only here: the other commands need none of it.
      const { runSample } = await import('../distillation/run-sample.ts');
      const flags = sampleFlagsSchema.parse(options);
      finish(await untilInterrupted((signal) => runSample(questions, flags, signal)));
    });
}
