import { z } from 'zod';
import { InvalidInputError } from './errors.ts';

/** A serialised form with a `schemaVersion`, and how its faults are said. */
export interface VersionedForm<Value> {
  schema: z.ZodType<Value>;
  /** The latest version that is read. */
  version: number;
  /** What text of another form does: `is not a trajectory`. */
  otherwise: string;
  /** Codes of the errors. */
  codes: { invalid: string; tooNew: string };
  /** The package whose update reads later versions. */
  package: string;
}

/**
 * Reads a value from its JSON text.
 * @param source where the text stands, for the error message, such as `runs.jsonl:12`
 * @throws InvalidInputError that names the field, or says that the text is of a later version
 */
export function parseVersioned<Value>(json: string, source: string, form: VersionedForm<Value>): Value {
  const { schema, version, otherwise, codes } = form;
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw new InvalidInputError(`${source} is not JSON: ${String(cause)}`, { code: codes.invalid, cause });
  }
  const found = z.object({ schemaVersion: z.number() }).safeParse(raw).data?.schemaVersion;
  if (found !== undefined && found > version) {
    throw new InvalidInputError(
      `${source} has schemaVersion ${found}; this agentd reads up to ${version}. Update ${form.package}.`,
      { code: codes.tooNew },
    );
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`${source} ${otherwise}: ${z.prettifyError(parsed.error)}`, {
    code: codes.invalid,
    cause: parsed.error,
  });
}
