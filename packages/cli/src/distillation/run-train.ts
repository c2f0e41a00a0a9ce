import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { UsageError } from '../usage-error.ts';
import { findTrainer } from './find-trainer.ts';
import type { TrainFlags } from './train-flags.ts';

/**
 * Trains a student in Python and shows what it says as it is.
 * @param more options of the trainer, passed on as they are
 * @returns what the trainer ended with
 */
export async function runTrain(
  data: string,
  more: readonly string[],
  { model, output, python, accelerate }: TrainFlags,
  signal: AbortSignal,
): Promise<number> {
  if (data.startsWith('-')) throw new UsageError(`Write the folder with the data first, then ${data}.`);
  const trainer = await findTrainer(python, signal);
  const launcher = accelerate === undefined ? [] : ['-m', 'accelerate.commands.launch', '--config_file', accelerate];
  const own = ['-m', 'agentd_train', 'train', '--data', data, '--model', model, '--output', output];
  return run(trainer.python, [...launcher, ...own, ...more], trainer.environment, signal);
}

async function run(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  // In a group of its own: a Ctrl-C in the terminal would otherwise reach it twice, and the second one kills.
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const stop = (): void => void child.kill('SIGINT');
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', stop, { once: true });
  process.once('exit', kill);
  try {
    if (signal.aborted) stop();
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    process.off('exit', kill);
  }
}
