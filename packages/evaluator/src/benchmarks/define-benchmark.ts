import { InvalidInputError, type JsonObject } from '@agentd/agent-core';
import { z } from 'zod';
import { EvaluatorError } from '../errors.ts';
import { readAliases } from './aliases.ts';
import {
  type BadRow,
  type Benchmark,
  type BenchmarkItem,
  type BenchmarkKind,
  type BenchmarkOrigin,
  describeBadRow,
  type LoadOptions,
} from './benchmark.ts';
import { type Columns, COMMON_COLUMNS, itemOf, ownId } from './columns.ts';
import { downloadFromHub, isHubId } from './hub.ts';
import { identify, type PlacedItem, select } from './identify.ts';
import { checkLoadOptions } from './load-options.ts';
import { readSource } from './rows/read-source.ts';
import type { SourceRow } from './rows/row.ts';

/** What is wrong with a row: the column, and a clause that goes on from its name (`must be text; it is null`). */
export type RowFault = Pick<BadRow, 'field' | 'reason'>;

/** A benchmark in one object. */
export interface BenchmarkDefinition {
  /** As runs and reports name it. */
  name: string;
  kind: BenchmarkKind;
  /** Where its rows are when `load` is not told: files, folders or hub ids as in {@link LoadOptions.source}. */
  source?: string | readonly string[];
  /** The rows themselves, in place of a source. */
  rows?: readonly JsonObject[];
  /** Columns with names of their own; those that are not given have the usual names. */
  columns?: Partial<Columns>;
  /** Columns that do not go into `metadata`, such as whole passages. */
  leaveOut?: readonly string[];
  /** Changes a row before its columns are read. */
  prepare?: (row: JsonObject) => JsonObject;
  /** Says why a prepared row is bad, where it is. */
  refuse?: (row: JsonObject) => RowFault | undefined;
  /** The column whose value is looked up in the file of aliases. */
  aliasKey?: string;
  origin?: BenchmarkOrigin;
}

const definitionSchema = z.object({ name: z.string().regex(/^[\w.-]+$/), kind: z.enum(['qa', 'math']) });

/**
 * Makes a benchmark of its definition.
 * @throws InvalidInputError `evaluator/benchmark` when the definition cannot be used
 */
export function defineBenchmark(definition: BenchmarkDefinition): Benchmark {
  const checked = definitionSchema.safeParse(definition);
  if (!checked.success) {
    throw new InvalidInputError(`The definition of a benchmark: ${z.prettifyError(checked.error)}`, {
      code: 'evaluator/benchmark',
    });
  }
  const { name, kind, origin } = definition;
  return {
    name,
    kind,
    ...(origin === undefined ? {} : { origin }),
    load: (options = {}) => load(definition, options),
  };
}

async function* load(definition: BenchmarkDefinition, options: LoadOptions): AsyncGenerator<BenchmarkItem> {
  const { limit, seed } = checkLoadOptions(definition.name, options);
  const columns: Columns = { ...COMMON_COLUMNS, ...definition.columns };
  const rows = await rowsFrom(definition, options);
  const toItem = await itemMaker(definition, columns, options);
  const placed: PlacedItem[] = [];
  const bad: BadRow[] = [];
  for (const row of rows) {
    options.signal?.throwIfAborted();
    const { file, row: number } = row;
    if ('reason' in row) {
      bad.push({ file, row: number, id: undefined, field: undefined, reason: row.reason });
      continue;
    }
    const made = toItem(row.value);
    if ('reason' in made) bad.push({ file, row: number, id: ownId(row.value, columns), ...made });
    else placed.push({ item: made, file, row: number });
  }
  refuseBadRows(definition.name, bad, rows.length, options.onBadRow !== undefined);
  for (const row of bad) options.onBadRow?.(row);
  const { items, duplicates } = identify(placed);
  for (const row of duplicates) options.onDuplicate?.(row);
  const chosen = select(items, seed, limit);
  options.onSummary?.({
    files: [...new Set(rows.map(({ file }) => file))],
    rows: rows.length,
    bad: bad.length,
    duplicates: duplicates.length,
    items: chosen.length,
  });
  for (const item of chosen) {
    options.signal?.throwIfAborted();
    yield item;
  }
}

async function rowsFrom(definition: BenchmarkDefinition, options: LoadOptions): Promise<SourceRow[]> {
  const { name, rows, leaveOut = [], origin } = definition;
  const source = options.source ?? definition.source;
  if (source === undefined && rows !== undefined) {
    return rows.map((value, index) => ({ file: name, row: index + 1, value }));
  }
  if (source === undefined) {
    throw new InvalidInputError(
      `The benchmark ${name} has no files of its own: give their path, or hf:owner/name@commit/path, as its source.` +
        (origin === undefined ? '' : ` ${origin.title} is published at ${origin.url}.`),
      { code: 'evaluator/source-missing' },
    );
  }
  const { maxBytes } = checkLoadOptions(name, options);
  const all: SourceRow[] = [];
  for (const one of typeof source === 'string' ? [source] : source) {
    const path = isHubId(one) ? await downloadFromHub(one, { ...options, maxBytes }) : one;
    const found = await readSource(path, { leaveOut: new Set(leaveOut), maxBytes, signal: options.signal });
    for (const row of found) all.push(row);
  }
  return all;
}

type ItemMaker = (row: JsonObject) => ReturnType<typeof itemOf>;

async function itemMaker(definition: BenchmarkDefinition, columns: Columns, options: LoadOptions): Promise<ItemMaker> {
  const { name, aliasKey, prepare = (row) => row, refuse = () => undefined } = definition;
  const leaveOut = new Set(definition.leaveOut);
  const { maxBytes } = checkLoadOptions(name, options);
  if (options.aliases !== undefined && aliasKey === undefined) {
    throw new InvalidInputError(`The benchmark ${name} has no column for a file of aliases (${options.aliases}).`, {
      code: 'evaluator/options',
    });
  }
  const aliases = await readAliases(options.aliases, { ...options, maxBytes });
  return (row) => {
    const known = aliasKey === undefined ? undefined : aliases.get(String(row[aliasKey]));
    const prepared = prepare(known === undefined ? row : { ...row, answer_aliases: known });
    return refuse(prepared) ?? itemOf(prepared, columns, leaveOut);
  };
}

function refuseBadRows(name: string, bad: readonly BadRow[], rows: number, mayHaveBad: boolean): void {
  const [first] = bad;
  if (first === undefined && rows > 0) return;
  if (first === undefined) {
    throw new EvaluatorError(`The benchmark ${name} has no rows: the file is empty.`, { code: 'evaluator/no-rows' });
  }
  const count = `${bad.length} of ${rows} rows of the benchmark ${name} ${bad.length === 1 ? 'is' : 'are'} bad`;
  if (bad.length === rows) {
    throw new EvaluatorError(`${count}. ${describeBadRow(first)}. Is this the right file?`, {
      code: 'evaluator/no-rows',
    });
  }
  if (!mayHaveBad) {
    throw new EvaluatorError(`${count}. ${describeBadRow(first)}. Give onBadRow to go on without them.`, {
      code: 'evaluator/bad-row',
    });
  }
}
