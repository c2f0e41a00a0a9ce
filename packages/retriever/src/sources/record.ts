import { z } from 'zod';
import type { SourcePassage } from '../passage-source.ts';
import { passageId } from './passage-id.ts';
import { joinSentences, splitContents } from './passage-text.ts';
import { isQuestion, passagesOfQuestion } from './question-record.ts';
import { isRecord, type RecordPassages } from './row-reader.ts';
import { unitVector } from './unit-vector.ts';

/** Which columns hold what, where they are not named `id` (or `_id`), `title` and `text`. */
export interface FieldNames {
  id?: string | undefined;
  title?: string | undefined;
  text?: string | undefined;
  /** Vectors that were computed elsewhere; read only where this is given. Brought to length 1. */
  vector?: string | undefined;
}

const text = z.string({ error: 'is not text' });
const filledText = text.refine((value) => value.trim() !== '', { error: 'is empty' });
const id = z.union([text.min(1, { error: 'is empty' }), z.int(), z.bigint()], {
  error: 'is neither text nor a whole number',
});
const passage = z.object({ id: id.nullish(), title: text.nullish(), text: filledText });
const sentences = z.object({ title: text, sentences: z.array(text, { error: 'is not a list of sentences' }) });

/** Whether a column may be part of a passage; the others of a table need not be read. */
export function wantsColumn(fields: FieldNames, column: string): boolean {
  return ['id', '_id', 'title', 'text', 'contents', 'context', 'paragraphs', ...Object.values(fields)].includes(column);
}

/** The passages of a row, whichever of the known forms it has. */
export function passagesOf(value: unknown, fields: FieldNames): RecordPassages {
  if (!isRecord(value)) return problem('the row is not an object with fields');
  if (fields.text === undefined) {
    if (typeof value.contents === 'string' && value.text === undefined) return ofContents(value, value.contents);
    if (isQuestion(value)) return passagesOfQuestion(value);
    if (value.text === undefined && value.sentences !== undefined) return ofSentences(value);
  }
  const { vector } = fields;
  const found = passage.safeParse({
    id: value[fields.id ?? (value.id === undefined ? '_id' : 'id')],
    title: value[fields.title ?? 'title'],
    text: value[fields.text ?? 'text'],
  });
  if (!found.success) return failed(found.error, value, fields);
  const made = withId(found.data.id, found.data.title ?? '', found.data.text);
  if (vector === undefined) return { passages: [made] };
  const numbers = unitVector(value[vector]);
  return typeof numbers === 'string' ? problem(numbers, vector) : { passages: [{ ...made, vector: numbers }] };
}

/** The form of the wiki-18 corpus: `"Title"`, a line end, the text. */
function ofContents(value: Record<string, unknown>, contents: string): RecordPassages {
  const found = id.nullish().safeParse(value.id ?? value._id);
  if (!found.success) return failed(found.error, value, {}, 'id');
  const { title, text: body } = splitContents(contents);
  return body.trim() === ''
    ? problem('is empty after its title', 'contents')
    : { passages: [withId(found.data, title, body)] };
}

function ofSentences(value: Record<string, unknown>): RecordPassages {
  const found = sentences.safeParse(value);
  if (!found.success) return failed(found.error, value, {});
  const body = joinSentences(found.data.sentences);
  return body === '' ? problem('is empty', 'sentences') : { passages: [withId(undefined, found.data.title, body)] };
}

function withId(given: string | number | bigint | null | undefined, title: string, body: string): SourcePassage {
  return { id: given === null || given === undefined ? passageId(title, body) : String(given), title, text: body };
}

function problem(reason: string, field?: string): RecordPassages {
  return { passages: [], problem: field === undefined ? { reason } : { field, reason } };
}

function failed(error: z.ZodError, value: Record<string, unknown>, fields: FieldNames, name?: string): RecordPassages {
  const [issue] = error.issues;
  const key = name ?? String(issue?.path[0] ?? 'text');
  const field = (key === 'id' || key === 'title' || key === 'text' ? fields[key] : undefined) ?? key;
  if (value[field] !== undefined) return problem(issue?.message ?? 'is wrong', field);
  return problem(`is missing; the row has the fields ${Object.keys(value).join(', ') || 'none'}`, field);
}
