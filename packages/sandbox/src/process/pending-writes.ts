import type { ToolCall, ToolHost } from '@agentd/agent-core';
import { callTool } from './call-tool.ts';

/** What runs writes, and for how long. */
export interface WriteContext {
  tools: ToolHost;
  /** Milliseconds for all writes together. */
  toolTimeoutMs: number;
  signal: AbortSignal;
}

/**
 * Runs the writes that a branch had recorded, in their order, once. After one that fails or takes too long the rest is
 * not run: in a plain run it would have raised, and they would not have been reached.
 * @throws the signal's reason when aborted
 */
export async function runPendingWrites(
  calls: readonly ToolCall[],
  { tools, toolTimeoutMs, signal }: WriteContext,
): Promise<ToolCall[]> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), toolTimeoutMs);
  const ending = AbortSignal.any([signal, late.signal]);
  const done: ToolCall[] = [];
  let failed = false;
  try {
    for (const { tool, arguments: given, pending, effect } of calls) {
      if (pending !== true) continue;
      const startedAt = performance.now();
      const failedWith = (error: string): ToolCall => ({
        tool,
        arguments: given,
        effect,
        error,
        durationMs: performance.now() - startedAt,
      });
      const call: ToolCall = failed
        ? failedWith('not run, because an earlier write failed')
        : await callTool(tools, { tool, arguments: given, speculative: false }, ending).catch(() => {
            signal.throwIfAborted();
            return failedWith(`the tools ran longer than ${toolTimeoutMs / 1_000} s`);
          });
      failed ||= call.error !== undefined;
      done.push(call);
    }
  } finally {
    clearTimeout(timer);
  }
  return done;
}
