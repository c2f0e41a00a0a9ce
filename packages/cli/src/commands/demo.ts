import type { Command } from 'commander';
import { z } from 'zod';
import { wholeNumber } from '../argument-values.ts';
import type { ExitCode } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { runDemo } from '../demo/run-demo.ts';

const flagsSchema = z.object({ problems: z.number(), questions: z.number(), json: z.boolean(), quiet: z.boolean() });

/** Adds `agentd demo`. */
export function addDemoCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('demo')
    .description(
      'watch the bundled tiny agent solve word problems and answer questions that it was not trained on, greedy and with SAG',
    )
    .option('--problems <count>', 'how many word problems', wholeNumber, 10)
    .option('--questions <count>', 'how many questions over two passages', wholeNumber, 4)
    .option('--quiet', 'one line for each problem instead of every step', false)
    .option('--json', 'print the results as one JSON document, and nothing else', false)
    .option('--verbose', 'show stack traces of errors')
    .action(async (options: unknown) => {
      finish(await untilInterrupted((signal) => runDemo(flagsSchema.parse(options), signal)));
    });
}
