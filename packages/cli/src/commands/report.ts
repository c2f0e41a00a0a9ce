import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { ExitCode } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';

const flagsSchema = z.object({
  compare: z.string().optional(),
  html: z.string().optional(),
  markdown: z.boolean(),
  csv: z.boolean(),
  json: z.boolean(),
  evalLog: z.string().optional(),
});

/** Options of `agentd report`. */
export type ReportFlags = z.output<typeof flagsSchema>;

const epilogue = `
Without options the report of a folder is written anew (report.html, .md, .csv, .json), and its table shown.

Examples:
  $ agentd report results/run
  $ agentd report results/run --compare results/other --html compared.html
  $ agentd report results/run --csv > accuracy.csv
  $ agentd report results/run --eval-log logs   # then: inspect view --log-dir logs`;

/** Adds `agentd report`. */
export function addReportCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('report')
    .description('show what came of an evaluation, or compare two')
    .argument('<results>', 'a folder of results, or a journal')
    .option('--compare <results>', 'a second run, next to the first and compared with it question by question')
    .option('--html <file>', 'write the report as one page')
    .addOption(new Option('--markdown', 'print the report as Markdown').default(false))
    .addOption(new Option('--csv', 'print a row for each method and benchmark').default(false).conflicts('markdown'))
    .addOption(new Option('--json', 'print all of the report').default(false).conflicts(['markdown', 'csv']))
    .option('--eval-log <folder>', "write logs that Inspect's viewer reads")
    .option('--verbose', 'show stack traces of errors')
    .addHelpText('after', epilogue)
    .action(async (results: string, options: unknown) => {
      const flags = flagsSchema.parse(options);
      // Loaded only here: the other commands need none of it.
      const { showReport } = await import('../evaluation/show-report.ts');
      finish(await untilInterrupted((signal) => showReport(results, flags, signal)));
    });
}
