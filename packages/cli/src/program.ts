import { Command, CommanderError } from 'commander';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvalCommand } from './commands/eval.ts';
import { addExportCommand } from './commands/export.ts';
import { addFilterCommand } from './commands/filter.ts';
import { addIndexCommand } from './commands/index-command.ts';
import { addRetrieverCommand } from './commands/retriever.ts';
import { addReportCommand } from './commands/report.ts';
import { addRunCommand } from './commands/run.ts';
import { addSampleCommand } from './commands/sample.ts';
import { addSearchCommand } from './commands/search.ts';
import { addTrainCommand } from './commands/train.ts';
import { exitCodes } from './exit-codes.ts';
import { reportError } from './report-error.ts';
import { version } from './version.ts';

/**
 * Runs the command line.
 * @param args without the names of node and the script
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok;
  const finish = (value: number): void => {
    code = value;
  };
  const program = new Command('agentd')
    .description('Answer questions with small language models that write Python, run it in a sandbox and vote.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('Run agentd --help, or agentd <command> --help, for what can be written here.');
  addRunCommand(program, finish);
  addDemoCommand(program, finish);
  addDoctorCommand(program, finish);
  addIndexCommand(program, finish);
  addSearchCommand(program, finish);
  addRetrieverCommand(program, finish);
  addEvalCommand(program, finish);
  addReportCommand(program, finish);
  addSampleCommand(program, finish);
  addFilterCommand(program, finish);
  addExportCommand(program, finish);
  addTrainCommand(program, finish);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    return reportError(error, args.includes('--verbose') || Boolean(process.env['DEBUG']));
  }
}
