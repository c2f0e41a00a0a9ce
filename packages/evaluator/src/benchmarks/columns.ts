import type { JsonObject, JsonValue } from '@agentd/agent-core';
import { z } from 'zod';
import type { BadRow, BenchmarkItem } from './benchmark.ts';
import { isObject } from './rows/json-value.ts';

/** The parts of an item that come from columns. */
export interface Columns {
  id: readonly string[];
  question: readonly string[];
  answer: readonly string[];
  aliases: readonly string[];
  level: readonly string[];
  category: readonly string[];
}

/** Names that columns have in public files; the first that a row has counts, upper or lower case. */
export const COMMON_COLUMNS: Columns = {
  id: ['id', '_id', 'unique_id', 'qid', 'question_id', 'problem_id'],
  question: ['question', 'problem', 'input', 'prompt', 'query'],
  answer: ['answer', 'target', 'ideal', 'expected_answer', 'gold', 'answers'],
  aliases: ['answer_aliases', 'aliases', 'answers'],
  level: ['level', 'difficulty'],
  category: ['type', 'subject', 'category'],
};

const describe = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return value.trim() === '' ? 'empty' : 'text';
  return Array.isArray(value) ? (value.length === 0 ? 'an empty list' : 'a list') : `${typeof value}`;
};

const expected = (what: string) => ({
  error: ({ input }: { input?: unknown }) => `must be ${what}; it is ${describe(input)}`,
});

const text = z.string(expected('text')).refine((value) => value.trim() !== '', expected('text'));
const word = z.union([text, z.number()], expected('text or a number')).transform(String);
const words = z.union(
  [word.transform((one) => [one]), z.array(word).nonempty(expected('text, a number or a list of them'))],
  expected('text, a number or a list of them'),
);
const noWords = z.array(z.never()).transform((): string[] => []);

const fieldsSchema = z.object({
  id: word.nullish(),
  question: text,
  answer: words,
  aliases: z.union([words, noWords], expected('a list of texts')).nullish(),
  level: z.union([text, z.number()], expected('text or a number')).transform(levelOf).nullish(),
  category: word.nullish(),
});

/** `Level 5`, `5` and `5.0` are the number 5, so that they are one group in a report. */
function levelOf(level: string | number): string | number {
  const digits = /^(?:level\s*)?(\d{1,6})(?:\.0+)?$/i.exec(String(level).trim())?.[1];
  return digits === undefined ? level : Number(digits);
}

/** An item whose id is still the row's own, or none. */
export type UnnamedItem = Omit<BenchmarkItem, 'id'> & { id: string | undefined };

/** Makes an item of a row, or says what is wrong with which column. */
export function itemOf(
  row: JsonObject,
  columns: Columns,
  leaveOut: ReadonlySet<string>,
): UnnamedItem | Pick<BadRow, 'field' | 'reason'> {
  const names = columnNames(row, columns);
  const value = (field: keyof Columns): JsonValue | undefined =>
    names[field] === undefined ? undefined : row[names[field]];
  const fields = fieldsSchema.safeParse({
    id: orNothing(value('id')),
    question: questionText(value('question')),
    answer: value('answer'),
    aliases: orNothing(value('aliases')),
    level: orNothing(value('level')),
    category: orNothing(value('category')),
  });
  if (!fields.success) {
    const [issue] = fields.error.issues;
    const field = String(issue?.path[0] ?? '');
    return { field: columnOf(field, names) ?? field, reason: issue?.message ?? 'cannot be read' };
  }
  const { id, question, answer, aliases, level, category } = fields.data;
  const [gold = '', ...others] = new Set([...answer, ...(aliases ?? [])]);
  const used = new Set(Object.values(names));
  return {
    id: id ?? undefined,
    question,
    answers: [gold, ...others],
    ...(level === undefined || level === null ? {} : { level }),
    ...(category === undefined || category === null ? {} : { category }),
    metadata: Object.fromEntries(Object.entries(row).filter(([name]) => !used.has(name) && !leaveOut.has(name))),
  };
}

/** An empty cell of CSV in a column that need not be there. */
const orNothing = (value: JsonValue | undefined): JsonValue | undefined =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;

type Names = Partial<Record<keyof Columns, string>>;

/** The row's own id, where it has one that can be used. */
export function ownId(row: JsonObject, columns: Columns): string | undefined {
  const { id } = columnNames(row, columns);
  return id === undefined ? undefined : word.safeParse(row[id]).data;
}

function columnNames(row: JsonObject, columns: Columns): Names {
  const own = new Map(Object.keys(row).map((name) => [name.toLowerCase().replaceAll(' ', '_'), name]));
  const find = (wanted: readonly string[]): string | undefined => {
    const hit = wanted.find((name) => own.has(name.toLowerCase()));
    return hit === undefined ? undefined : own.get(hit.toLowerCase());
  };
  const names: Names = {};
  for (const field of ['id', 'question', 'answer', 'aliases', 'level', 'category'] as const) {
    const name = find(columns[field]);
    if (name !== undefined) names[field] = name;
  }
  return names;
}

function columnOf(field: string, names: Names): string | undefined {
  return Object.entries(names).find(([key]) => key === field)?.[1];
}

/** Chat messages in place of a question: what the user says. */
function questionText(value: JsonValue | undefined): JsonValue | undefined {
  if (!Array.isArray(value)) return value;
  const said = value
    .filter(isObject)
    .filter((message) => message['role'] === 'user')
    .map((message) => message['content']);
  return said.length > 0 && said.every((content) => typeof content === 'string') ? said.join('\n\n') : value;
}
