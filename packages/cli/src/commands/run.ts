import { Option, type Command } from 'commander';
import { positiveInteger, temperature, wholeNumber } from '../argument-values.ts';
import type { ExitCode } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { questionFrom } from '../question.ts';
import { presetNames, runFlagsSchema } from '../run-flags.ts';
import { runQuestion } from '../run-question.ts';
import { addEmbedderOptions } from './embedder-options.ts';
import { addModelOptions } from './model-options.ts';

const epilogue = `
Which model answers: --local or --hub, else --model or OPENAI_MODEL on a server, else the bundled tiny agent.
A corpus of documents is indexed the first time, and again when a file in it has changed; the model then has the function
web_search(query). A search server's token is AGENTD_RETRIEVER_TOKEN.
For a model's server, OPENAI_BASE_URL and OPENAI_API_KEY stand in for --base-url and --api-key.

Ctrl-C ends the run and keeps what was done; a second one quits at once.
Exit codes: 0 answered, 1 no answer, 2 bad usage, 130 interrupted.

Examples:
  $ agentd run "Ana buys 128 boxes. Each box holds 3746 apples. Ana gives 95217 apples to Ben. How many apples does Ana have now?"
  $ agentd run --base-url http://localhost:8000/v1 --model Qwen/Qwen2.5-7B-Instruct "What is 37! mod 41?"
  $ agentd run --corpus docs/ --model Qwen/Qwen2.5-7B-Instruct "Who may rotate the keys?"
  $ cat question.txt | agentd run - --json > trajectory.json`;

/** Adds `agentd run`. */
export function addRunCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('run')
    .description('answer one question, showing every step')
    .argument('<question>', 'the question, or - to read it from standard input');
  addModelOptions(command)
    .addOption(
      new Option('--decoder <name>', 'sag votes over several candidates a step; greedy takes the likeliest')
        .choices(['sag', 'greedy'])
        .default('sag')
        .helpGroup('Decoding:'),
    )
    .addOption(
      new Option('--n <count>', 'candidates a step (default: 8)').argParser(positiveInteger).helpGroup('Decoding:'),
    )
    .addOption(
      new Option('--temperature <number>', 'of sampling (default: 0.4; greedy: 0)')
        .argParser(temperature)
        .helpGroup('Decoding:'),
    )
    .addOption(
      new Option('--preset <name>', 'settings as published in the paper, or ours (default: recommended)')
        .choices(presetNames)
        .helpGroup('Decoding:'),
    )
    .addOption(
      new Option('--seed <number>', 'makes sampling repeatable')
        .argParser(wholeNumber)
        .default(0)
        .helpGroup('Decoding:'),
    )
    .addOption(
      new Option(
        '--corpus <path>',
        'what web_search searches: an index, a folder, a corpus file, a search server',
      ).helpGroup('Corpus:'),
    )
    .addOption(
      new Option('--passages <count>', 'passages for each search (default: 3)')
        .argParser(positiveInteger)
        .helpGroup('Corpus:'),
    )
    .addOption(
      new Option('--max-steps <count>', 'most steps before an answer is asked for (default: 5)')
        .argParser(positiveInteger)
        .helpGroup('Limits:'),
    )
    .addOption(
      new Option('--max-tokens <count>', 'most tokens of one thought and action (default: 1024)')
        .argParser(positiveInteger)
        .helpGroup('Limits:'),
    )
    .option('--save <file>', 'append the trajectory to a JSONL file')
    .option('--json', 'print the trajectory as one JSON document, and nothing else', false)
    .option('--verbose', 'show stack traces of errors');
  addEmbedderOptions(command)
    .addHelpText('after', epilogue)
    .action(async (argument: string, options: unknown) => {
      const flags = runFlagsSchema.parse(options);
      finish(
        await untilInterrupted(async (signal) => runQuestion(await questionFrom(argument, signal), flags, signal)),
      );
    });
}
