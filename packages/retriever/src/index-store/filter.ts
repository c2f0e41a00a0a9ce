import { z } from 'zod';
import { checkOptions } from '../check-options.ts';

const wanted = z.union([z.string(), z.array(z.string()).readonly()]).optional();
const filterSchema = z.strictObject({ id: wanted, title: wanted, source: wanted });

/** Which passages a search may find: each field given must be equal to the text, or to one of the texts. */
export interface PassageFilter {
  id?: string | readonly string[] | undefined;
  title?: string | readonly string[] | undefined;
  /** Name of the source that the passage was ingested from. */
  source?: string | readonly string[] | undefined;
}

/**
 * The filter as an SQL condition; undefined where nothing is filtered.
 * @throws InvalidInputError `retriever/bad-options`
 */
export function filterCondition(filter: PassageFilter | undefined): string | undefined {
  if (filter === undefined) return undefined;
  const conditions = Object.entries(checkOptions('filter', filterSchema, filter)).flatMap(([column, value]) =>
    value === undefined ? [] : [oneOf(column, typeof value === 'string' ? [value] : value)],
  );
  return conditions.length === 0 ? undefined : conditions.join(' AND ');
}

/** SQL condition for a column of texts that is equal to one of the values. */
export function oneOf(column: string, values: readonly string[]): string {
  if (values.length === 0) return 'false';
  return `${column} IN (${values.map(quoted).join(', ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
