import { z } from 'zod';

/** Any value that JSON can carry (RFC 8259). */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** An object that JSON can carry. */
export type JsonObject = { [key: string]: JsonValue };

/** Schema of {@link JsonValue}. */
export const jsonValueSchema: z.ZodType<JsonValue> = z.json();

/** Schema of {@link JsonObject}. */
export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), jsonValueSchema);

/**
 * JSON text with the keys of every object sorted, so that equal values give equal text.
 * Used for memoisation keys, vote classes and trajectory keys.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value);
}
