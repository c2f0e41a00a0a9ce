import { spawnSync } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

/** The root of the workspace. */
export const root = resolve(import.meta.dirname, '../..');

/** What a command printed and how it ended. */
export interface CommandResult {
  ok: boolean;
  /** Standard output. */
  stdout: string;
  /** Both outputs, for a report. */
  output: string;
}

/** Runs a command to its end, with the workspace's own commands (Node 24 among them) found first. */
export function runCommand(command: string, args: readonly string[], folder = root): CommandResult {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const done = spawnSync(command, args, {
    cwd: folder,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.error !== undefined) return { ok: false, stdout: '', output: `${command}: ${done.error.message}` };
  return { ok: done.status === 0, stdout: done.stdout, output: `${done.stdout}${done.stderr}` };
}

/** As {@link runCommand}. @throws Error with the command and everything it printed when it fails */
export function mustRun(command: string, args: readonly string[], folder = root): string {
  const { ok, stdout, output } = runCommand(command, args, folder);
  if (!ok) throw new Error(`${command} ${args.join(' ')} failed in ${folder}:\n${output}`);
  return stdout;
}
