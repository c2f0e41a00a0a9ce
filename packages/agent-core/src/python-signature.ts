import { z } from 'zod';
import { ToolError } from './errors.ts';
import type { JsonValue } from './json.ts';

/** One parameter of a tool as Python sees it. */
export interface PythonParameter {
  name: string;
  /** Type hint, such as `str` or `list[int]`. */
  type: string;
  required: boolean;
  /** The default, where there is one. */
  default?: JsonValue;
  description?: string;
}

const schemaNode: z.ZodType<SchemaNode> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    default: z.json().optional(),
    enum: z.array(z.json()).optional(),
    const: z.json().optional(),
    items: schemaNode.optional(),
    properties: z.record(z.string(), schemaNode).optional(),
    required: z.array(z.string()).optional(),
    anyOf: z.array(schemaNode).optional(),
    additionalProperties: z.union([z.boolean(), schemaNode]).optional(),
  }),
);

interface SchemaNode {
  type?: string | string[] | undefined;
  description?: string | undefined;
  default?: JsonValue | undefined;
  enum?: JsonValue[] | undefined;
  const?: JsonValue | undefined;
  items?: SchemaNode | undefined;
  properties?: Record<string, SchemaNode> | undefined;
  required?: string[] | undefined;
  anyOf?: SchemaNode[] | undefined;
  additionalProperties?: boolean | SchemaNode | undefined;
}

const scalar: Record<string, string> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
};

/** The Python `def` line and parameters that stand for a zod object of arguments. */
export function pythonSignature(
  name: string,
  input: z.ZodObject,
  output: z.ZodType | undefined,
): { parameters: PythonParameter[]; signature: string } {
  const root = readSchema(name, input, 'input');
  const required = new Set(root.required ?? []);
  const parameters = Object.entries(root.properties ?? {}).map(([key, node]): PythonParameter => ({
    name: key,
    type: typeHint(node),
    required: required.has(key) && node.default === undefined,
    ...(node.default === undefined ? {} : { default: node.default }),
    ...(node.description === undefined ? {} : { description: node.description }),
  }));
  // Python wants parameters without a default first.
  parameters.sort((a, b) => Number(b.required) - Number(a.required));
  const list = parameters.map((parameter) =>
    parameter.required
      ? `${parameter.name}: ${parameter.type}`
      : `${parameter.name}: ${parameter.type} = ${pythonLiteral(parameter.default ?? null)}`,
  );
  const returns = output === undefined ? 'object' : typeHint(readSchema(name, output, 'output'));
  return { parameters, signature: `def ${name}(${list.join(', ')}) -> ${returns}:` };
}

function readSchema(name: string, schema: z.ZodType, io: 'input' | 'output'): SchemaNode {
  try {
    return schemaNode.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  } catch (cause) {
    throw new ToolError(`The ${io} schema of tool ${name} has no JSON form: ${String(cause)}`, {
      code: 'tool/bad-definition',
      cause,
    });
  }
}

function typeHint(node: SchemaNode): string {
  if (node.enum !== undefined) return `Literal[${node.enum.map(pythonLiteral).join(', ')}]`;
  if (node.const !== undefined) return `Literal[${pythonLiteral(node.const)}]`;
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(typeHint))].join(' | ');
  if (Array.isArray(node.type)) return node.type.map((type) => typeHint({ ...node, type })).join(' | ');
  if (node.type === 'array') return `list[${node.items === undefined ? 'object' : typeHint(node.items)}]`;
  if (node.type === 'object') {
    const values = node.additionalProperties;
    return `dict[str, ${typeof values === 'object' ? typeHint(values) : 'object'}]`;
  }
  return scalar[node.type ?? ''] ?? 'object';
}

/** A JSON value written as a Python literal. */
export function pythonLiteral(value: JsonValue): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}
