import type { JsonObject, JsonValue } from '@agentd/agent-core';

/**
 * Parses JSON without loss. A number that JavaScript would write otherwise (`8.0`, `1.0E+20`, `123456789012345678`)
 * stays text, as it stands in the file: the answer of a benchmark is what its makers wrote.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): JsonValue {
  return JSON.parse(text, exactNumber);
}

/** The third argument is in Node from version 21 on (ECMAScript "JSON.parse source text access"). */
function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return String(value) === context.source ? value : context.source;
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value of a Parquet file as JSON carries it. Whole numbers beyond 2^53 become text. */
export function toJson(value: unknown): JsonValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
}
