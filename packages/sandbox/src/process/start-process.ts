import { ExecutorError } from '@agentd/agent-core';
import type { Command } from '../isolation/node-command.ts';
import type { Reply } from './protocol.ts';
import { SandboxProcess } from './sandbox-process.ts';

/** Longest that starting an interpreter may take. */
const startLimitMs = 120_000;

/** Who hears of a start, and who may stop it. */
export interface StartOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((stage: string) => void) | undefined;
}

/**
 * Starts a child process and waits until it is ready for requests.
 * @throws the signal's reason when aborted; ExecutorError code `executor/start-failed`, or the one that the child named
 */
export async function startProcess(command: Command, options: StartOptions): Promise<SandboxProcess> {
  const child = new SandboxProcess(command);
  await supervise(child, options.signal, () => awaitReply(child, 'ready', options));
  return child;
}

/** Kills the child when it takes too long, when the caller aborts, and when the work fails. */
export async function supervise<Value>(
  child: SandboxProcess,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  const kill = () => child.kill();
  const timer = setTimeout(kill, startLimitMs);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    child.kill();
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

/** The reply of a child that starts, after what it tells of its progress. */
export async function awaitReply<Type extends Reply['type']>(
  child: SandboxProcess,
  type: Type,
  { onProgress }: Pick<StartOptions, 'onProgress'>,
): Promise<Extract<Reply, { type: Type }>> {
  const wanted = (reply: Reply): reply is Extract<Reply, { type: Type }> => reply.type === type;
  for (;;) {
    const reply = await child.next();
    if (wanted(reply)) return reply;
    if (reply.type === 'progress') onProgress?.(reply.stage);
    else if (reply.type === 'failed') {
      throw new ExecutorError(`The interpreter cannot be started: ${reply.message}`, {
        code: reply.code ?? 'executor/start-failed',
      });
    } else {
      throw new ExecutorError(`The sandbox process answered ${reply.type} while it started.`, {
        code: 'executor/protocol',
      });
    }
  }
}
