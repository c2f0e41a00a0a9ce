import { Option, type Command } from 'commander';
import { z } from 'zod';
import { positiveInteger, seedList, shardOf, wordList } from '../argument-values.ts';
import type { ExitCode } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';

const flagsSchema = z.object({
  limit: z.number().optional(),
  seeds: z.array(z.number()).optional(),
  shard: z.object({ index: z.number(), count: z.number() }).optional(),
  concurrency: z.number().optional(),
  out: z.string().optional(),
  only: z.array(z.string()).optional(),
  dryRun: z.boolean(),
  report: z.boolean(),
  json: z.boolean(),
});

const epilogue = `
The file says which methods are compared, on which benchmarks, with which model; docs/evaluation.md has every setting.
A run that was ended, by Ctrl-C or otherwise, goes on with the same command: what is done is not done again, what ended
in an error is tried again. Keys come from the environment, as \${NAME} in the file.

Exit codes: 0 all done, 1 some results are missing, 2 bad usage or settings, 130 interrupted.

Examples:
  $ agentd eval run.yaml --dry-run
  $ agentd eval run.yaml --limit 20
  $ agentd eval run.yaml --shard 1/4
  $ agentd eval merge results/all results/run-shard-*`;

/** Adds `agentd eval`. */
export function addEvalCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('eval')
    .description('compare methods on benchmarks, as a file of settings says; can be stopped and gone on with')
    .argument('<file>', 'the settings, in YAML or JSON')
    .addOption(new Option('--limit <count>', 'at most so many questions of each benchmark').argParser(positiveInteger))
    .addOption(new Option('--seeds <seeds>', "in place of the file's: 0,1,2").argParser(seedList))
    .addOption(new Option('--only <methods>', 'names of methods, with commas between them').argParser(wordList))
    .addOption(new Option('--shard <i/n>', 'part i of n, which together are the whole').argParser(shardOf))
    .addOption(new Option('--concurrency <count>', 'questions at a time').argParser(positiveInteger))
    .option('--out <folder>', "where results go; default the file's, else results/NAME beside it")
    .option('--dry-run', 'check the settings, read the benchmarks, and show what would be done', false)
    .option('--no-report', 'write no report at the end')
    .option('--json', 'print events as JSON Lines, and nothing else', false)
    .option('--verbose', 'show stack traces of errors')
    .addHelpText('after', epilogue)
    .action(async (file: string, options: unknown) => {
      const { dryRun, report, json, ...changes } = flagsSchema.parse(options);
      // Loaded only here: the other commands need none of it.
      const { evalCommand } = await import('../evaluation/eval-command.ts');
      finish(await untilInterrupted((signal) => evalCommand(file, { changes, dryRun, report, json, signal })));
    });
  command
    .command('merge')
    .description('make one folder of results of several, such as those of shards')
    .argument('<out>', 'the new folder')
    .argument('<folders...>', 'folders of results, or journals')
    .action(async (out: string, folders: string[]) => {
      const { mergeRuns } = await import('../evaluation/merge-runs.ts');
      finish(await untilInterrupted((signal) => mergeRuns(out, folders, signal)));
    });
}
