import { ExecutorError, type Tool } from '@agentd/agent-core';
import type { ToolSpec } from './protocol.ts';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Python's keywords (https://docs.python.org/3.14/reference/lexical_analysis.html#keywords). */
const keywords = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

/**
 * A tool as the Python side defines it.
 * @throws ExecutorError code `executor/bad-tool` when an argument has a name that Python cannot write
 */
export function toolSpec({ name, description, signature, parameters }: Tool): ToolSpec {
  for (const { name: parameter } of parameters) {
    if (identifier.test(parameter) && !keywords.has(parameter)) continue;
    throw new ExecutorError(
      `The argument ${JSON.stringify(parameter)} of tool ${name} is no name in Python; use letters, digits and _, and no keyword.`,
      { code: 'executor/bad-tool' },
    );
  }
  return {
    name,
    description,
    signature,
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      required: parameter.required,
      omittable: !parameter.required && parameter.default === undefined,
    })),
  };
}
