import { Option, type Command } from 'commander';
import { positiveInteger, similarity } from '../argument-values.ts';
import { filterFlagsSchema } from '../distillation/filter-flags.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainScorerNames } from '../evaluation/config/benchmark-schema.ts';
import { untilInterrupted } from '../interrupt.ts';

const epilogue = `
Runs that did not answer by themselves, and exact duplicates, always go, unless --keep-unfinished and --keep-duplicates.
Beside FILE.jsonl stands FILE.filters.json: what each filter removed, with samples. agentd export puts it in the card.

--answers and --leakage take a benchmark by its name, a name with a file of its form (hotpotqa=dev.json), or a file.

Examples:
  $ agentd filter samples --right --out kept.jsonl
  $ agentd filter samples --right --no-errors --failed-steps recovery --near-duplicates --leakage math-500=test.json --out kept.jsonl
  $ agentd filter runs.jsonl --right --answers questions.jsonl --kind qa --out kept.jsonl`;

/** Adds `agentd filter`. */
export function addFilterCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('filter')
    .description('keep the runs that a student should learn from')
    .argument('<trajectories>', 'a folder of agentd sample or agentd eval, or a file of trajectories')
    .requiredOption('--out <file>', 'the runs that are kept, as JSON Lines; one that is there is replaced')
    .option('--right', 'only right answers: as judged when they were drawn, or by --answers', false)
    .option('--answers <questions>', 'gold answers, to judge by')
    .addOption(new Option('--kind <kind>', 'of a file of answers').choices(['math', 'qa']))
    .addOption(
      new Option('--scorer <name>', 'by which answers are judged (default: math, or em for questions)').choices(
        plainScorerNames,
      ),
    )
    .option('--no-errors', 'only runs in which every turn held code')
    .addOption(new Option('--max-steps <count>', 'only runs of at most so many steps').argParser(positiveInteger))
    .addOption(
      new Option('--keep-unfinished', 'also runs that were asked for their answer at the step limit, or failed')
        .default(false)
        .conflicts('maxSteps'),
    )
    .option('--tokenizer <folder>', "the student's, to count tokens with")
    .addOption(new Option('--max-tokens <count>', 'only conversations of at most so many').argParser(positiveInteger))
    .addOption(new Option('--min-tokens <count>', 'only conversations of at least so many').argParser(positiveInteger))
    .option('--keep-duplicates', 'also runs with the same conversation as another', false)
    .addOption(
      new Option('--near-duplicates [share]', 'one of runs with most words in common (0.8)').argParser(similarity),
    )
    .addOption(
      new Option(
        '--failed-steps <mode>',
        'drop runs with one, or keep those in which the next action worked (recovery)',
      )
        .choices(['keep', 'drop', 'recovery'])
        .default('keep'),
    )
    .option('--leakage <questions...>', 'without questions of these test sets, and those with 13 words in common')
    .option('--paper-log', "the file is a log of the paper's authors", false)
    .option('--json', 'print the report as JSON, and nothing else', false)
    .option('--verbose', 'show stack traces of errors')
    .addHelpText('after', epilogue)
    .action(async (input: string, options: unknown) => {
      // Loaded only here: the other commands need none of it.
      const { runFilter } = await import('../distillation/run-filter.ts');
      const flags = filterFlagsSchema.parse(options);
      finish(await untilInterrupted((signal) => runFilter(input, flags, signal)));
    });
}
