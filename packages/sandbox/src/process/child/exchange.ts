import type { Request } from '../protocol.ts';
import type { SyncChannel } from './channel.ts';

/** The host gave up the run while the code waited for a tool. */
export class ToolAborted extends Error {
  override readonly name = 'ToolAborted';
}

/**
 * Sends a tool call to the host and waits for the answer: JSON with either `output` or `error`.
 * @throws ToolAborted
 */
export function exchange(channel: SyncChannel, call: object): string {
  const text = channel.ask(JSON.stringify(call));
  // The host is gone, and with it the reason for this process.
  if (text === undefined) process.exit(0);
  const reply: Request = JSON.parse(text);
  if (reply.op !== 'tool-reply') throw new ToolAborted('The run was aborted.');
  return JSON.stringify('error' in reply ? { error: reply.error } : { output: reply.output });
}
