import type { JsonValue, ToolCall, ToolHost, ToolRequest } from '@agentd/agent-core';
import { untilAborted } from './until-aborted.ts';

/** Longest answer of a tool, in characters of its JSON: the code must be able to hold it. */
const outputLimit = 16 * 2 ** 20;

/** What the tool calls of one snippet may still hold together, in characters of JSON: the host keeps them all. */
export class ToolTraffic {
  static readonly refusal = 'the tool calls of one snippet may hold 64 MB together, and no more';
  #left = 64 * 2 ** 20;

  /** Whether there is room for this; it is taken then. */
  take(json: string): boolean {
    if (json.length > this.#left) return false;
    this.#left -= json.length;
    return true;
  }
}

/**
 * Asks the tool host, whatever it does: a host that rejects, or answers what has no JSON form or is too long, is to the
 * code a tool that failed.
 * @throws the signal's reason when aborted, at once
 */
export async function callTool(
  tools: ToolHost,
  request: ToolRequest,
  signal: AbortSignal,
  traffic = new ToolTraffic(),
): Promise<ToolCall> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const { tool, arguments: given } = request;
  const effect = tools.tools.find(({ name }) => name === tool)?.effect ?? 'read';
  try {
    const call = await untilAborted(tools.call(request, { signal }), signal);
    return call.error === undefined ? { ...call, output: checked(call.output ?? null, traffic) } : call;
  } catch (error) {
    signal.throwIfAborted();
    return { tool, arguments: given, effect, error: messageOf(error), durationMs: performance.now() - startedAt };
  }
}

/** @throws Error saying in words for the code why it cannot have the value */
function checked(output: JsonValue, traffic: ToolTraffic): JsonValue {
  const text = JSON.stringify(output);
  // What JSON leaves out, such as a function, is undefined here: a host need not keep to its types.
  if (typeof text !== 'string') throw new Error('the tool gave a value that has no JSON form');
  // Read back: what a getter or a proxy gave once it may not give again.
  if (text.length > outputLimit) {
    throw new Error(
      `the tool gave ${Math.round(text.length / 2 ** 20)} MB, and at most ${outputLimit / 2 ** 20} MB can be taken; ask for less`,
    );
  }
  if (!traffic.take(text)) throw new Error(ToolTraffic.refusal);
  return JSON.parse(text);
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'the tool failed with something that cannot be shown';
  }
}
