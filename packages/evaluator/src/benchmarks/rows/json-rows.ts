import type { JsonValue } from '@agentd/agent-core';
import { unreadable } from '../source-errors.ts';
import { isObject, parseExactJson } from './json-value.ts';
import type { SourceRow } from './row.ts';

/** Names under which files keep their list of rows: the paper's subsets, SQuAD's heirs, the hub's row service. */
const LISTS = ['examples', 'data', 'rows'];

/** Rows of a JSON file: a list, an object around a list, or a single row. */
export function jsonRows(file: string, text: string): SourceRow[] {
  let whole: JsonValue;
  try {
    whole = parseExactJson(text);
  } catch (cause) {
    throw unreadable(file, 'is not whole JSON', cause);
  }
  return listOf(whole).map((value, index) => toRow(file, index + 1, value));
}

/** Rows of a JSON Lines file. A line that is not an object is a bad row, and the others are read. */
export function jsonlRows(file: string, text: string): SourceRow[] {
  return text.split('\n').flatMap((line, index): SourceRow[] => {
    if (line.trim() === '') return [];
    try {
      return [toRow(file, index + 1, parseExactJson(line))];
    } catch (error) {
      return [
        { file, row: index + 1, reason: `is not JSON (${error instanceof Error ? error.message : String(error)})` },
      ];
    }
  });
}

function listOf(whole: JsonValue): JsonValue[] {
  if (Array.isArray(whole)) return whole;
  if (!isObject(whole)) return [whole];
  for (const name of LISTS) {
    const list = whole[name];
    if (Array.isArray(list)) return list;
  }
  return [whole];
}

function toRow(file: string, row: number, value: JsonValue): SourceRow {
  if (!isObject(value)) return { file, row, reason: 'is not an object with columns' };
  // The hub's row service wraps every row: {"row_idx": 0, "row": {...}}.
  const inner = value['row_idx'] === undefined ? undefined : value['row'];
  return { file, row, value: isObject(inner) ? inner : value };
}
