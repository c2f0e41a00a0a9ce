import type { Command } from 'commander';
import { z } from 'zod';
import { examine } from '../doctor/examine.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { doctorLines } from '../render/doctor-report.ts';
import { Screen } from '../screen.ts';

const flagsSchema = z.object({ json: z.boolean() });

/** Adds `agentd doctor`. */
export function addDoctorCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .description('find out what works on this machine: the sandbox and its layers, the cache, models and packages')
    .option('--json', 'print the findings as one JSON document, and nothing else', false)
    .option('--verbose', 'show stack traces of errors')
    .addHelpText(
      'after',
      '\nExit codes: 0 all that is needed works, 1 something that is needed does not, 2 bad usage, 130 interrupted.',
    )
    .action(async (options: unknown) => {
      const { json } = flagsSchema.parse(options);
      finish(await untilInterrupted((signal) => runDoctor(json, signal)));
    });
}

async function runDoctor(json: boolean, signal: AbortSignal): Promise<ExitCode> {
  const screen = new Screen(process.stdout);
  const onProgress = (status: string) => {
    if (!json) screen.show({ lines: [], status });
  };
  const report = await examine(onProgress, signal);
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else screen.show({ lines: doctorLines(report, screen.renderOptions) });
  return report.isHealthy ? exitCodes.ok : exitCodes.failed;
}
