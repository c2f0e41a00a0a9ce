import { Option, type Command } from 'commander';
import { positiveInteger, shareBelowOne, wholeNumber } from '../argument-values.ts';
import { exportFlagsSchema, exportFormats } from '../distillation/export-flags.ts';
import type { ExitCode } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';

const epilogue = `
Loss is on thoughts, code and the token that ends a turn, exact to the token; a conversation for which the tokenizer's
chat template has no exact mask is an error that shows the place, or is left out with --drop-unmaskable. Conversations
that are too long are left out, never cut. Each export has the trainer's configuration and a card beside the data.

Examples:
  $ agentd export kept.jsonl --format trl --tokenizer Qwen2.5-0.5B-Instruct --validation 0.05 --out data
  $ agentd export kept.jsonl --tokenizer Qwen2.5-0.5B-Instruct --inspect 3
  $ agentd export --cot samples --format neutral --tokenizer Qwen2.5-0.5B-Instruct --out cot-data
  $ agentd export log.jsonl --paper-log --format neutral --tokenizer Qwen2.5-0.5B-Instruct --out data`;

/** Adds `agentd export`. */
export function addExportCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('export')
    .description('write fine-tuning data with exact loss masks, and the configuration of a trainer')
    .argument('[trajectories]', 'what agentd filter kept, or any other runs')
    .addOption(new Option('--format <name>', 'what trains the student').choices(exportFormats))
    .requiredOption('--tokenizer <folder>', "the student's tokenizer, with its chat template")
    .option('--out <folder>', 'the new folder')
    .option('--overwrite', 'put it in the place of one that is there', false)
    .option('--model <name>', "the student, as it stands in configurations (default: the tokenizer's name)")
    .option('--cot <file>', 'chains of thought of agentd sample, for the baseline')
    .option('--cot-all', 'those that are wrong too', false)
    .option('--cot-passages', 'their prompts show passages', false)
    .option('--paper-log', "the input is a log of the paper's authors; what they judged wrong is left out", false)
    .option('--learn-failed-steps', 'loss on actions that failed too', false)
    .option('--drop-unmaskable', 'leave out conversations that have no exact mask', false)
    .addOption(new Option('--max-length <tokens>', 'of a conversation (default: 10240)').argParser(positiveInteger))
    .addOption(
      new Option('--validation <share>', 'of the questions, held out').argParser(shareBelowOne).default(0, 'none'),
    )
    .addOption(new Option('--seed <number>', 'of the split and the training').argParser(wholeNumber).default(1))
    .option('--title <text>', 'of the dataset card')
    .option('--licence <id>', 'of the data, such as cc-by-sa-4.0')
    .addOption(
      new Option(
        '--inspect [row]',
        'show a row (1 is the first) with what is learnt in colour, and write nothing',
      ).argParser(positiveInteger),
    )
    .option('--html <file>', 'with --inspect: as a page')
    .option('--json', 'print what was written as JSON, and nothing else', false)
    .option('--verbose', 'show stack traces of errors')
    .addHelpText('after', epilogue)
    .action(async (input: string | undefined, options: unknown) => {
      // Loaded only here: the other commands need none of it.
      const { runExport } = await import('../distillation/run-export.ts');
      const flags = exportFlagsSchema.parse(options);
      finish(await untilInterrupted((signal) => runExport(input, flags, signal)));
    });
}
