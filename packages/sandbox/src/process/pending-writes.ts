import type { ToolCall, ToolHost } from '@agentd/agent-core';

/**
 * Runs the writes that a branch had recorded, in their order, once. After one that fails the rest is not run: in a plain
 * run it would have raised, and they would not have been reached.
 * @throws the signal's reason when aborted
 */
export async function runPendingWrites(
  tools: ToolHost,
  calls: readonly ToolCall[],
  signal: AbortSignal = new AbortController().signal,
): Promise<ToolCall[]> {
  const done: ToolCall[] = [];
  let failed = false;
  for (const { tool, arguments: given, pending, effect } of calls) {
    if (pending !== true) continue;
    const call: ToolCall = failed
      ? { tool, arguments: given, effect, error: 'not run, because an earlier write failed', durationMs: 0 }
      : await tools.call({ tool, arguments: given, speculative: false }, { signal });
    failed ||= call.error !== undefined;
    done.push(call);
  }
  return done;
}
