import type { ToolCall, ToolHost, ToolRequest } from './executor.ts';
import { canonicalJson, type JsonValue } from './json.ts';
import type { Tool } from './tool.ts';

/**
 * The tool host of one run: memoises `read` calls within a step across all branches, and holds `write` calls back
 * inside a branch until the branch is committed.
 */
export class StepToolHost implements ToolHost {
  readonly tools: readonly Tool[];
  readonly #byName: ReadonlyMap<string, Tool>;
  #memo = new Map<string, Promise<JsonValue>>();

  constructor(tools: readonly Tool[]) {
    this.tools = tools;
    this.#byName = new Map(tools.map((tool) => [tool.name, tool]));
  }

  /** Forgets the memo: the next step's reads see the world anew. */
  beginStep(): void {
    this.#memo = new Map();
  }

  async call(request: ToolRequest, options: { signal: AbortSignal }): Promise<ToolCall> {
    const startedAt = performance.now();
    const tool = this.#byName.get(request.tool);
    const effect = tool?.effect ?? 'read';
    const call = { tool: request.tool, arguments: request.arguments, effect };
    const took = () => performance.now() - startedAt;
    if (tool === undefined) {
      const known = [...this.#byName.keys()].join(', ') || 'none';
      return { ...call, error: `There is no tool ${request.tool}; the tools are: ${known}.`, durationMs: took() };
    }
    if (effect === 'write' && request.speculative) return { ...call, output: null, pending: true, durationMs: took() };
    const key = `${request.tool} ${canonicalJson(request.arguments)}`;
    const earlier = effect === 'read' ? this.#memo.get(key) : undefined;
    const running = earlier ?? tool.call(request.arguments, options);
    if (effect === 'read') this.#memo.set(key, running);
    try {
      const output = await running;
      return { ...call, output, ...(earlier === undefined ? {} : { memoised: true }), durationMs: took() };
    } catch (error) {
      // A failed read may succeed for the next candidate.
      if (this.#memo.get(key) === running) this.#memo.delete(key);
      options.signal.throwIfAborted();
      return { ...call, error: error instanceof Error ? error.message : String(error), durationMs: took() };
    }
  }
}
