import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ExecutorError } from '@agentd/agent-core';
import type { Command } from '../isolation/node-command.ts';

/** A child process with its pipes. */
export interface PipedChild {
  child: ChildProcess;
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
}

/** @throws ExecutorError code `executor/start-failed` when this machine has no room for another process */
export function spawnChild({ file, arguments: given, reportsPid }: Command): PipedChild {
  let child: ChildProcess;
  try {
    // A group of its own: Ctrl-C in the terminal is for the host to handle.
    child = spawn(file, given, {
      env: {},
      stdio: ['pipe', 'pipe', 'pipe', reportsPid ? 'pipe' : 'ignore'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = reason.includes('E2BIG') ? ' The descriptions of the tools are too long; shorten them.' : '';
    throw startFailed(`${reason}.${remedy}`, cause);
  }
  const { stdin, stdout, stderr } = child;
  if (stdin && stdout && stderr) return { child, stdin, stdout, stderr };
  // The error that says so comes as an event, later.
  child.on('error', () => undefined);
  throw startFailed('too many files are open. Close some, or raise the limit (ulimit -n).');
}

/**
 * Kills the child, its process group, and the process inside bubblewrap, which is of another group. Bubblewrap alone
 * would not do: until it has set up what dies with it, the process that it has just started would be left behind.
 */
export function killTree(child: ChildProcess, inside: number | undefined): void {
  const { pid, exitCode, signalCode } = child;
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  if (process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  for (const target of inside === undefined || inside === pid ? [-pid] : [inside, -pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}

function startFailed(why: string, cause?: unknown): ExecutorError {
  return new ExecutorError(`The sandbox process cannot be started: ${why}`, { code: 'executor/start-failed', cause });
}
