import { StepToolHost, tool, type ToolCall, type ToolHost, type ToolRequest } from '@agentd/agent-core';
import { z } from 'zod';
import { impureObjectsIn } from './leaks.ts';

/** The tools that an attack may call, with a record of what the host was really asked. */
export class TrialTools implements ToolHost {
  readonly #host: StepToolHost;
  #requests: ToolRequest[] = [];
  #stored = 0;
  #found: string[] = [];

  constructor() {
    const note = (input: object) => void this.#found.push(...impureObjectsIn(input, 'the argument of a tool'));
    this.#host = new StepToolHost([
      tool({
        name: 'echo',
        description: 'Gives back the text.',
        input: z.object({ text: z.string() }),
        effect: 'read',
        execute: (input) => {
          note(input);
          return input.text;
        },
      }),
      tool({
        name: 'inspect_value',
        description: 'Gives back the value.',
        input: z.object({ value: z.json() }),
        effect: 'read',
        execute: (input) => {
          note(input);
          return input.value;
        },
      }),
      tool({
        name: 'store',
        description: 'Keeps the text for good.',
        input: z.object({ text: z.string() }),
        effect: 'write',
        execute: () => {
          this.#stored++;
        },
      }),
      tool({
        name: 'broken',
        description: 'Fails.',
        input: z.object({}),
        effect: 'read',
        execute: () => {
          throw new Error('the tool is broken');
        },
      }),
    ]);
  }

  get tools(): ToolHost['tools'] {
    return this.#host.tools;
  }

  call(request: ToolRequest, options: { signal: AbortSignal }): Promise<ToolCall> {
    this.#requests.push(request);
    this.#found.push(...impureObjectsIn(request.arguments, 'the arguments of a tool'));
    return this.#host.call(request, options);
  }

  /** Forgets what was asked so far. */
  begin(): void {
    this.#host.beginStep();
    this.#requests = [];
    this.#stored = 0;
    this.#found = [];
  }

  /**
   * Says where a result's tool calls are not those that the host was asked for.
   * @param speculative whether the code ran as a branch, in which nothing is stored
   */
  compare(calls: readonly ToolCall[], speculative: boolean): string[] {
    const found = this.#found.splice(0);
    const asked = this.#requests.map(({ tool: name, arguments: given }) => JSON.stringify([name, given]));
    const told = calls.map(({ tool: name, arguments: given }) => JSON.stringify([name, given]));
    // A call that was cut off by the time limit is asked for and not told of.
    if (told.some((call, index) => call !== asked[index]) || told.length < asked.length - 1) {
      found.push(`the host was asked for ${asked.length} tool calls, the result tells of ${told.length} or of others`);
    }
    const writes = speculative ? 0 : calls.filter((call) => call.tool === 'store' && call.error === undefined).length;
    if (this.#stored !== writes) found.push(`the tool store ran ${this.#stored} times, and not ${writes}`);
    return found;
  }
}
