import { z } from 'zod';
import { ToolError } from './errors.ts';
import type { JsonValue } from './json.ts';
import { pythonSignature, type PythonParameter } from './python-signature.ts';

/** `read` may run any number of times and speculatively; `write` runs once, when its branch is committed. */
export type ToolEffect = 'read' | 'write';

/** What {@link tool} takes. */
export interface ToolDefinition<Input extends z.ZodObject, Output> {
  /** A Python identifier: the name of the function that the model calls. */
  name: string;
  /** The function's docstring, as the model sees it. */
  description: string;
  /** The arguments; a field's `.describe()` documents it. */
  input: Input;
  /** Checks the value before Python gets it; any JSON value where left out. */
  output?: z.ZodType<Output>;
  effect: ToolEffect;
  execute(input: z.output<Input>, options: { signal: AbortSignal }): Promise<Output> | Output;
}

/** A host function that the model can call from its Python code. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly effect: ToolEffect;
  readonly parameters: readonly PythonParameter[];
  /** Python `def` line with types, such as `def web_search(query: str) -> str:`. */
  readonly signature: string;
  /**
   * Validates the arguments, runs the tool and validates its output.
   * @throws ToolError code `tool/bad-arguments`, `tool/bad-output` or `tool/failed`
   */
  call(input: unknown, options: { signal: AbortSignal }): Promise<JsonValue>;
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names that the interpreter or the agent's own protocol needs. */
const reserved = new Set(['final_answer', 'print', 'input', 'open', 'exec', 'eval', 'import']);

/**
 * Makes a tool of a typed function.
 * @throws ToolError code `tool/bad-definition` when the name is no free Python identifier
 */
export function tool<Input extends z.ZodObject, Output extends JsonValue | void>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  const { name, description, input, output, effect } = definition;
  if (!identifier.test(name) || reserved.has(name)) {
    throw new ToolError(
      `The tool name ${JSON.stringify(name)} is not a free Python identifier; use letters, digits and _, and none of ${[...reserved].join(', ')}.`,
      { code: 'tool/bad-definition' },
    );
  }
  const { parameters, signature } = pythonSignature(name, input, output);
  return {
    name,
    description,
    effect,
    parameters,
    signature,
    async call(raw, options) {
      const parsed = input.safeParse(raw);
      if (!parsed.success) {
        throw new ToolError(`${name}() was called with bad arguments: ${z.prettifyError(parsed.error)}`, {
          code: 'tool/bad-arguments',
          cause: parsed.error,
        });
      }
      const value = await execute(definition, parsed.data, options);
      const checked = (output ?? z.json().optional()).safeParse(value);
      if (!checked.success) {
        throw new ToolError(
          `${name}() returned a value that is not of its declared type: ${z.prettifyError(checked.error)}`,
          { code: 'tool/bad-output', cause: checked.error },
        );
      }
      return z.json().parse(checked.data ?? null);
    },
  };
}

async function execute<Input extends z.ZodObject, Output>(
  definition: ToolDefinition<Input, Output>,
  input: z.output<Input>,
  options: { signal: AbortSignal },
): Promise<Output> {
  try {
    return await definition.execute(input, options);
  } catch (cause) {
    if (options.signal.aborted) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ToolError(`${definition.name}() failed: ${message}`, { code: 'tool/failed', cause });
  }
}
