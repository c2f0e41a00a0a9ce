import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { addBuildCommand } from './index/build.ts';
import { addEvalCommand } from './index/eval.ts';
import { addInfoCommand } from './index/info.ts';
import { addRemoveCommand } from './index/remove.ts';

/** Adds `agentd index`. */
export function addIndexCommand(program: Command, finish: (code: ExitCode) => void): void {
  const index = program.command('index').description('make, look at and measure an index of passages');
  addBuildCommand(index, finish);
  addInfoCommand(index, finish);
  addEvalCommand(index, finish);
  addRemoveCommand(index, finish);
}
